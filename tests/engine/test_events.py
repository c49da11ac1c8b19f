"""What the rules hear, and what they must not hear."""

import ast

import pytest

from flake8_jax.engine.events import (
    Call,
    Compiled,
    CompiledMethod,
    Concretized,
    ConstantKey,
    Discarded,
    DynamicShape,
    Into,
    KeyReuse,
    Loop,
    Need,
    OutOfBounds,
    SequenceGiven,
    StaticNeeded,
    Store,
    Truth,
    TruthTest,
)
from flake8_jax.values.base import TraceKind
from tests.engine.listening import hear, line

JITTED = "@jax.jit\ndef f(x, y):\n    a = x * 1.0\n"


@pytest.mark.parametrize(
    ("code", "asker"),
    [
        ("if a > 0: pass", Truth.IF),
        ("if jax.devices(): pass\n    elif a > 0: pass", Truth.ELIF),
        ("b = 1 if a > 0 else 2", Truth.TERNARY),
        ("while a > 0: a -= 1", Truth.WHILE),
        ("assert a > 0", Truth.ASSERT),
        ("b = a > 0 and y", Truth.AND_OR),
        ("b = a > 0 or y", Truth.AND_OR),
        ("b = not a", Truth.NOT),
        ("b = 0 < a < 1", Truth.CHAIN),
        ("b = a in (1, 2)", Truth.MEMBERSHIP),
        ("b = max(a, 0)", Truth.BUILTIN),
        ("b = sorted([a, a])", Truth.BUILTIN),
        ("b = any(v > 0 for v in a)", Truth.BUILTIN),
        ("b = [v for v in a if v > 0]", Truth.FILTER),
        ("match a:\n        case 1: pass", Truth.CASE),
        ("if x > 0: pass", Truth.IF),
        ("if x: pass", Truth.IF),
        ("if jnp.ones(3).sum() > 0: pass", Truth.IF),
    ],
)
def test_a_truth_test(code: str, asker: Truth) -> None:
    event, *others = hear(JITTED + f"    {code}\n", TruthTest)
    # A place that is reached in several ways is told of several times.
    assert all(other.node is event.node for other in others)
    assert event.asker is asker
    assert event.value.kind is TraceKind.ABSTRACT
    assert line(event.node) in (4, 5)


@pytest.mark.parametrize(
    "code",
    [
        "if a.shape[0] > 1: pass",
        "if a.ndim == 2: pass",
        "if a is None: pass",
        "if isinstance(a, jax.Array): pass",
        "if len(a) > 1: pass",
        "if a.dtype == jnp.float32: pass",
        "b = jnp.where(a > 0, a, 0)",
        "b = (a > 0) & (a < 1)",
        "b = a in {}",
        "b = max(a.shape)",
        "if jnp.ndim(x) == 2: pass",
        "if 'w' in x: pass",
        "b = y or jax.devices()\n    y.items()",
        "if y is not None and y.ndim: pass",
        "b = a if len(jax.devices()) > 1 else x",
    ],
)
def test_no_truth_test(code: str) -> None:
    assert hear(JITTED + f"    {code}\n", TruthTest) == []


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("jax.vmap(g)(jnp.ones(3))", TraceKind.BATCHED),
        ("jax.jit(g)(1.0)", TraceKind.ABSTRACT),
        ("jax.jit(jax.grad(g))(1.0)", TraceKind.ABSTRACT),
        ("jax.eval_shape(g, 1.0)", TraceKind.ABSTRACT),
        ("lax.map(g, jnp.ones(3))", TraceKind.ABSTRACT),
    ],
)
def test_the_kind_of_what_is_asked(call: str, kind: TraceKind) -> None:
    (event,) = hear(f"def g(x):\n    if x > 0: pass\n    return x\n{call}\n", TruthTest)
    assert event.value.kind is kind


@pytest.mark.parametrize("call", ["g(1.0)", "jax.grad(g)(1.0)", "jax.vmap(g, None)(1.0)"])
def test_what_is_concrete_is_not_asked(call: str) -> None:
    assert hear(f"def g(x):\n    if x > 0: pass\n    return x\n{call}\n", TruthTest) == []


def test_a_truth_test_tells_its_way() -> None:
    program = "def g(w):\n    if w > 0: pass\n@jax.jit\ndef f(x):\n    g(x + 1)\n"
    (event,) = hear(program, TruthTest)
    texts = [step.text for step in event.value.origin.steps()]
    assert "`x` of `f`" in texts[0]
    assert "`w` of `g`" in texts[1]


def test_a_loop_counts_its_trips_and_operations() -> None:
    program = (
        "@jax.jit\ndef f(x):\n    for i in range(10):\n        x = jnp.sin(x) + i\n    return x\n"
    )
    (event,) = hear(program, Loop)
    assert event.trips.count == 10
    assert event.operations == 2
    assert event.carries == ("x",)
    assert line(event.at) == 3


def test_a_loop_counts_what_it_calls() -> None:
    program = (
        "def g(v):\n    return jnp.sin(v) + 1\n"
        "@jax.jit\ndef f(x):\n    for _ in range(5):\n        x = g(x)\n    return x\n"
    )
    (event,) = hear(program, Loop)
    assert (event.trips.count, event.operations) == (5, 2)


@pytest.mark.parametrize(
    ("loop", "count", "leading"),
    [
        ("for i in range(2, 12, 3):", 4, False),
        ("for i in range(x.shape[0]):", None, True),
        ("for i in range(x.shape[1]):", None, False),
        ("for v in x * 1.0:", None, True),
        ("i = 0\n    while i < 7:\n        i += 1", 7, False),
    ],
)
def test_the_trips_of_a_loop(loop: str, count: int | None, leading: bool) -> None:
    program = f"@jax.jit\ndef f(x):\n    y = x + 1\n    {loop}\n        y = y * 2\n    return y\n"
    (event,) = hear(program, Loop)
    assert (event.trips.count, event.trips.leading) == (count, leading)


def test_a_loop_outside_of_a_trace_is_not_told() -> None:
    assert hear("x = jnp.ones(3)\nfor i in range(10):\n    x = x + i\n", Loop) == []


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("random.normal(k)\nrandom.normal(k)", 3),
        ("a, b = random.split(k)\nrandom.normal(k)", 3),
        ("for _ in range(3):\n    random.normal(k)", 3),
        ("def g(k):\n    return random.normal(k)\ng(k)\ng(k)", 5),
        ("ks = random.split(k)\nrandom.normal(ks[0])\nrandom.uniform(ks[0])", 4),
        ("other = k\nrandom.normal(k)\nrandom.normal(other)", 4),
        (
            "if jax.devices():\n    random.normal(k)\nelse:\n    random.bits(k)\nrandom.bits(k)",
            6,
        ),
        ("lax.map(lambda x: random.normal(k), jnp.ones(3))", 2),
        ("[random.normal(k) for _ in range(3)]", 2),
    ],
)
def test_a_key_is_used_again(code: str, where: int) -> None:
    (event,) = hear(f"k = random.key(0)\n{code}\n", KeyReuse)
    assert line(event.node) == where


@pytest.mark.parametrize(
    "code",
    [
        "for i in range(3):\n    k, _ = random.split(k)\n    random.normal(k)",
        (
            "def b(i, k):\n    k, _ = random.split(k)\n    random.normal(k)\n    return k\n"
            "lax.fori_loop(0, 3, b, k)"
        ),
    ],
)
def test_a_key_that_a_round_used_is_not_that_of_every_round(code: str) -> None:
    (event,) = hear(f"k = random.key(0)\n{code}\n", KeyReuse)
    assert event.loop is None


@pytest.mark.parametrize(
    "code",
    [
        "k, s = random.split(k)\nrandom.normal(s)\nk, s = random.split(k)\nrandom.normal(s)",
        "if jax.devices():\n    random.normal(k)\nelse:\n    random.uniform(k)",
        "if jax.devices():\n    random.normal(k)\nrandom.normal(k)",
        "random.normal(random.fold_in(k, 0))\nrandom.normal(random.fold_in(k, 1))",
        "random.normal(random.clone(k))\nrandom.normal(k)",
        "for s in random.split(k, 3):\n    random.normal(s)",
        "for i in range(3):\n    k, s = random.split(k)\n    random.normal(s)",
        "a, b = random.split(k)\nrandom.normal(a)\nrandom.normal(b)",
        "ks = random.split(k, 3)\nfor i in range(3):\n    random.normal(ks[i])",
        "def g(c):\n    if c:\n        return random.normal(k)\n    return random.uniform(k)",
        "def g():\n    random.normal(k)\ndef h():\n    random.normal(k)",
        "for _ in range(3):\n    random.normal(k)\n    break",
        "for _ in range(3):\n    k = random.key(1)\n    random.normal(k)",
        "try:\n    random.normal(k)\nexcept ValueError:\n    random.uniform(k)",
        "jax.vmap(lambda s: random.normal(s))(random.split(k, 3))",
    ],
)
def test_a_key_is_used_once(code: str) -> None:
    assert hear(f"k = random.key(0)\n{code}\n", KeyReuse) == []


@pytest.mark.parametrize(
    ("code", "callee", "parameter"),
    [
        ("jnp.zeros(a)", "jax.numpy.zeros", "shape"),
        ("jnp.zeros((2, a))", "jax.numpy.zeros", "shape"),
        ("jnp.arange(a)", "jax.numpy.arange", "start"),
        ("a.reshape(y + 1, 2)", "reshape", "shape"),
        ("jnp.zeros(*[a])", "jax.numpy.zeros", "shape"),
        ("lax.scan(lambda c, _: (c, c), y, None, a)", "jax.lax.scan", "length"),
        ("lax.map(lambda b: b, jnp.ones(3), batch_size=a)", "jax.lax.map", "batch_size"),
        ("x.at[:a].set(0.0)", "slice", "bound"),
        ("x[: y + 1]", "slice", "bound"),
        ("random.normal(random.key(0), (a,))", "jax.random.normal", "shape"),
    ],
)
def test_a_number_is_needed(code: str, callee: str, parameter: str) -> None:
    (event,) = hear(JITTED + f"    {code}\n", StaticNeeded)
    assert (event.callee, event.parameter) == (callee, parameter)


@pytest.mark.parametrize(
    "code",
    [
        "jnp.zeros(a.shape)",
        "jnp.arange(len(a))",
        "a.reshape(-1, a.shape[0])",
        "x[: a.ndim]",
        "try:\n        jnp.zeros(a)\n    except TypeError:\n        pass",
        "def h(n):\n        return jnp.zeros(n if n is not None else a)\n    h(unseen())",
    ],
)
def test_a_number_is_there(code: str) -> None:
    assert hear(JITTED + f"    {code}\n", StaticNeeded) == []


@pytest.mark.parametrize(
    ("code", "need", "word", "subject"),
    [
        ("float(a + 1)", Need.NUMBER, "float()", "a + 1"),
        ("a.item()", Need.NUMBER, ".item()", "a"),
        ("math.exp(a)", Need.NUMBER, "math.exp", "a"),
        ("range(2, a)", Need.COUNT, "range()", "a"),
        ("'-' * a", Need.COUNT, "str * n", "a"),
        ("[1, 2][a]", Need.INDEX, "list index", "a"),
        ("(1, 2)[:a]", Need.INDEX, "tuple slice", "a"),
        ("[1, 2].pop(a)", Need.INDEX, "list index", "a"),
        ("{1: 2}[a]", Need.KEY, "dict key", "a"),
        ("{a: 2}", Need.KEY, "dict key", "a"),
        ("{k: 2 for k in [a]}", Need.KEY, "dict key", "k"),
        ("{(1, a)}", Need.KEY, "set", "(1, a)"),
        ("{k for k in [a]}", Need.KEY, "set", "k"),
        ("set([a])", Need.KEY, "set()", "[a]"),
        ("hash(a)", Need.KEY, "hash()", "a"),
        ("a in {1: 2}", Need.KEY, "in", "a"),
        ("f'{a:.2f}'", Need.TEXT, "f-string", "a"),
        ("'%d %s' % (a, x)", Need.TEXT, "%d", "a"),
        ("'%(b).1e' % {'b': a}", Need.TEXT, "%", "{'b': a}"),
        ("'{}{:d}'.format(x, a)", Need.TEXT, "str.format()", "a"),
        ("'{b:d}'.format(b=a)", Need.TEXT, "str.format()", "a"),
        ("format(a, '.2f')", Need.TEXT, "format()", "a"),
    ],
)
def test_python_asks_for_a_value(code: str, need: Need, word: str, subject: str) -> None:
    (event,) = hear(f"import math\n{JITTED}    {code}\n", Concretized)
    assert (event.need, event.word, ast.unparse(event.subject)) == (need, word, subject)


@pytest.mark.parametrize(
    "code",
    [
        "float(a.ndim)",
        "'%s %5r %%' % (a, x)",
        "'%*d %s' % (3, 4, a)",
        "f'{a!r:>9}{a}{a.ndim:d}'",
        "'{} {!s:>9} {{'.format(a, a)",
        "'{'.format(a)",
        "format(a)",
        "math.prod([a, a])",
        "try:\n        float(a)\n    except TypeError:\n        pass",
        "[0] * a.ndim",
        "2 * a",
        "[1, 2][a.ndim]",
        "{a.ndim: 2}[a.ndim]",
        "{'b': a}['b']",
    ],
)
def test_python_asks_for_no_value(code: str) -> None:
    assert hear(f"import math\n{JITTED}    {code}\n", Concretized) == []


def test_a_call_under_a_trace_is_told() -> None:
    (event,) = hear(JITTED + "    print(a)\n", Call)
    assert event.path == "builtins.print"
    assert event.trace.transform == "jax.jit"
    assert event.cached is event.trace


def test_a_call_under_grad_happens_every_time() -> None:
    program = "def g(x):\n    print(x)\n    return x\njax.grad(g)(1.0)\n"
    (event,) = hear(program, Call)
    assert event.cached is None


@pytest.mark.parametrize("call", ["g(1.0)", "jax.jit(lambda x: jax.debug.callback(g, x))(1.0)"])
def test_a_call_outside_of_traces_is_not_told(call: str) -> None:
    events = hear(f"def g(x):\n    print(x)\n{call}\n", Call)
    assert "builtins.print" not in [event.path for event in events]


def test_a_function_compiled_inside_of_a_trace() -> None:
    program = "@jax.jit\ndef f(x):\n    return jax.jit(lambda v: v + 1)(x)\n"
    (event,) = hear(program, Compiled)
    assert event.inside is not None
    assert event.inside.function == "f"
    assert event.fresh


def test_a_compiled_function_called_inside_of_a_trace() -> None:
    program = "@jax.jit\ndef _g(x):\n    return x\n@jax.jit\ndef f(x):\n    return _g(x)\n"
    (event,) = hear(program, Compiled)
    assert (event.name, event.inside, len(event.calls)) == ("_g", None, 1)
    assert event.callers == ("f",)
    assert event.private


def test_a_compiled_function_called_outside_of_traces_is_not_told() -> None:
    assert hear("@jax.jit\ndef f(x):\n    return x\nf(1.0)\n", Compiled) == []


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("random.split(k)", "jax.random.split"),
        ("random.fold_in(k, 1)", "jax.random.fold_in"),
        ("functools.partial(random.split, num=3)(k)", "jax.random.split"),
        ("jnp.sin(x)", "jax.numpy.sin"),
        ("lax.add(x, x)", "jax.lax.add"),
        ("x.at[0].set(1)", "jax.Array.at.set"),
        ("x.at[0, 1:].multiply(2)", "jax.Array.at.multiply"),
        ("x.reshape(-1)", "jax.Array.reshape"),
        ("with open('f'):\n    jnp.sin(x)", "jax.numpy.sin"),
    ],
)
def test_a_discarded_value(code: str, path: str) -> None:
    (event,) = hear(f"import functools\nx = jnp.ones((3, 3))\n{code}\n", Discarded)
    assert event.path == path


@pytest.mark.parametrize(
    "code",
    [
        "y = jnp.sin(x)",
        "print(jnp.sin(x))",
        "f(jnp.sin(x))",
        "x.block_until_ready()",
        "jax.block_until_ready(x)",
        "jnp.save('f', x)",
        "jnp.set_printoptions(precision=3)",
        "jax.debug.print('{x}', x=x)",
        "jax.debug.callback(print, x)",
        "with pytest.raises(TypeError):\n    jnp.sin('')",
        "try:\n    jnp.sin('')\nexcept TypeError:\n    pass",
        "def g():\n    return jnp.sin(x)\ng()",
        "[].append(jnp.sin(x))",
    ],
)
def test_nothing_is_discarded(code: str) -> None:
    assert hear(f"import pytest\nx = jnp.ones(3)\n{code}\n", Discarded) == []


DRAW = "def draw(n):\n    return random.normal(random.key(0), (n,))\n"
RUN = "def run(w):\n    return w + random.normal(random.key(0))\n"


@pytest.mark.parametrize(
    ("code", "where", "repeated"),
    [
        ("for _ in range(3):\n    w = draw(3)", 4, True),
        ("while w < 3:\n    w = w + draw(1)[0]", 4, True),
        ("for b in jnp.ones(3):\n    w = run(w)", 4, True),
        ("ws = [draw(3) for _ in range(2)]", 4, True),
        ("draw(3)\ndraw(3)", 5, False),
        ("jax.vmap(lambda v: v + draw(3))(jnp.ones(3))", 4, True),
        ("lax.scan(lambda c, v: (c, draw(3)), 0, jnp.ones(3))", 4, True),
    ],
)
def test_a_constant_key(code: str, where: int, repeated: bool) -> None:
    program = (RUN if "run" in code else DRAW) + f"w = 0.0\n{code}\n"
    events = hear(program, ConstantKey)
    assert events
    assert (line(events[0].where), events[0].repeated) == (where, repeated)
    assert all(line(event.node) == 2 for event in events)


KEPT = """
class Log:
    def __init__(self):
        self.rows = []
        self.last = None
class Checked:
    @property
    def level(self): return self._level
    @level.setter
    def level(self, new): self._level = new
log, seen, table, steps, checked = Log(), [], {}, jnp.zeros(3), Checked()
@jax.jit
def f(x):
    global steps
    y = x * 2
"""


@pytest.mark.parametrize(
    ("code", "into", "kind"),
    [
        ("log.last = y", Into.ATTRIBUTE, "Instance"),
        ("setattr(log, 'last', y)", Into.ATTRIBUTE, "Instance"),
        ("checked.level = y", Into.ATTRIBUTE, "Instance"),
        ("log.rows.append(y)", Into.METHOD, "List"),
        ("log.rows += [y]", Into.METHOD, "List"),
        ("log.rows.extend([y])", Into.METHOD, "List"),
        ("seen.insert(0, y)", Into.METHOD, "List"),
        ("table.update(y=y)", Into.METHOD, "Dict"),
        ("table.update({1: y})", Into.METHOD, "Dict"),
        ("table.setdefault('y', y)", Into.METHOD, "Dict"),
        ("table |= {1: y}", Into.METHOD, "Dict"),
        ("table['y'] = y", Into.ITEM, "Dict"),
        ("steps = y", Into.NAME, "NoneType"),
        ("steps += y", Into.NAME, "NoneType"),
    ],
)
def test_a_store_that_outlives_the_trace(code: str, into: Into, kind: str) -> None:
    events = hear(KEPT + f"    {code}\nf(1.0)", Store)
    (event,) = {(e.into, type(e.owner).__name__, repr(e.value)) for e in events}
    assert event == (into, kind, "abstract tracer")
    assert all(e.outlives is e.trace and e.trace is not None for e in events)


@pytest.mark.parametrize("code", ["own = []\n    own.append(y)", "own = Log()\n    own.last = y"])
def test_a_store_into_what_the_trace_made(code: str) -> None:
    events = hear(KEPT + f"    {code}\nf(1.0)", Store)
    assert events
    assert all(e.outlives is None for e in events)


@pytest.mark.parametrize(
    "code", ["x[0] = 1", "x[0] += 1", "del x[0]", "x[0], y = 1, 2", "x[x > 0] = 1"]
)
def test_a_store_into_an_array_is_told_once_and_everywhere(code: str) -> None:
    (event,) = hear(f"x = jnp.zeros(3)\n{code}", Store)
    assert (event.into, event.trace, line(event.node)) == (Into.ITEM, None, 2)
    assert (event.value is None) is code.startswith("del")


@pytest.mark.parametrize(
    "code", ["log.last = 1", "seen.append(jnp.ones(3))", "n = 2", "table['y'] = 1"]
)
def test_other_stores_are_not_told_outside_of_traces(code: str) -> None:
    assert not hear(KEPT + f"{code}", Store)


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("a[a > 0]", ""),
        ("x[0, a > 0]", ""),
        ("a.at[a > 0].set(1)", ""),
        ("jnp.nonzero(x)", "jax.numpy.nonzero"),
        ("jnp.where(a > 0, size=None)", "jax.numpy.where"),
        ("a.nonzero()", "jax.Array.nonzero"),
        ("jnp.unique(2)", "jax.numpy.unique"),
    ],
)
def test_a_shape_that_depends_on_values(code: str, path: str) -> None:
    event, *others = hear(JITTED + f"    b = {code}\n", DynamicShape)
    assert all(other.node is event.node for other in others)
    assert (event.path, line(event.node)) == (path, 4)


@pytest.mark.parametrize(
    "code",
    [
        "b = a[x]",
        "b = a[np.arange(3) > 0]",
        "b = jnp.where(a > 0, a, 0)",
        "b = jnp.nonzero(a, size=2)",
        "b = jnp.where(*y)",
        "b = jnp.repeat(a, 2)",
        "a[a > 0] = 1",
    ],
)
def test_no_shape_that_depends_on_values(code: str) -> None:
    assert hear(JITTED + f"    {code}\n", DynamicShape) == []


METHOD = """
class M:
    def __init__(self, a): self.a = a
    def set(self, a): self.a = a
    {decorator}
    def f(self, x): return x * self.a
"""


@pytest.mark.parametrize(
    ("decorator", "after", "told"),
    [
        ("@jax.jit", "", ("self", False, ())),
        ("@partial(jax.jit, static_argnums=0)", "", ("self", True, ("a",))),
        ("@partial(jax.jit, static_argnames=('self',))", "", ("self", True, ("a",))),
        ("@classmethod\n    @jax.jit", "", ("self", False, ())),
        ("", "g = jax.jit(M.f)", ("self", False, ())),
        ("@jax.vmap", "", None),
        ("@jax.jit", "@jax.tree_util.register_static\nclass N(M): pass", None),
        ("@jax.jit", "import other\nother.register(M)", None),
        ("@jax.jit", "import other\n@other.kind\nclass N(M): pass", None),
        ("@jax.jit", "from other import C\nclass N(C, M): pass", None),
        ("@staticmethod\n    @jax.jit", "", None),
        ("@jax.jit", "import pytest\nwith pytest.raises(TypeError): M(1).f(2)", None),
    ],
)
def test_a_compiled_method(decorator: str, after: str, told: tuple[object, ...] | None) -> None:
    program = METHOD.format(decorator=decorator) + after
    events = [e for e in hear(program, CompiledMethod) if e.stale or not e.static]
    assert [(e.parameter, e.static, e.stale) for e in events] == ([] if told is None else [told])


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("b = jnp.sum([a, y])", "[a, y]"),
        ("b = jnp.where(a > 0, 1, (y, y))", "(y, y)"),
        ("b = jnp.clip(arr=[a])", "[a]"),
        ("b = jnp.prod(a.shape)", "a.shape"),
        ("b = jnp.sum(v for v in a)", "(v for v in a)"),
        ("b = a[[0, 1]]", "[0, 1]"),
        ("b = a.at[[0, 1]].set(2)", "[0, 1]"),
        ("b = a * [1, 2]", "[1, 2]"),
        ("b = a == (1, 2)", "(1, 2)"),
        ("a += [1, 2]", "[1, 2]"),
        ("b = a.take([0, 1])", "[0, 1]"),
    ],
)
def test_a_sequence_where_an_array_is_needed(code: str, shown: str) -> None:
    event, *others = hear(JITTED + f"    {code}\n", SequenceGiven)
    assert all(other.node is event.node for other in others)
    assert ast.unparse(event.node) == shown


@pytest.mark.parametrize(
    "code",
    [
        "b = jnp.stack([a, y])",
        "b = jnp.sum(a, axis=(0, 1))",
        "b = jnp.sum(*y)",
        "b = jnp.sum(y)",
        "b = a[[0, 1], 0]",
        "b = a[(0, 1)]",
        "b = [a] * 2",
        "b = [a] + [y]",
        "b = a.shape == (2,)",
        "b = y + [1]",
        "try: jnp.sum([a])\n    except TypeError: pass",
    ],
)
def test_no_sequence_where_an_array_is_needed(code: str) -> None:
    assert hear(JITTED + f"    {code}\n", SequenceGiven) == []


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("x[3]", ("3", 3, 0, 3, False)),
        ("x[-4]", ("-4", -4, 0, 3, False)),
        ("m[0, 4]", ("4", 4, 1, 4, False)),
        ("m[..., -5]", ("-5", -5, 1, 4, False)),
        ("m[[0, 3], :]", ("[0, 3]", 3, 0, 3, False)),
        ("m[None, 3]", ("3", 3, 0, 3, False)),
        ("x.at[3].set(1)", ("3", 3, 0, 3, True)),
        ("x.at[3].get()", ("3", 3, 0, 3, False)),
        ("jax.jit(lambda a: a[7])(x)", ("7", 7, 0, 3, False)),
        ("[x[i] for i in (0, 5)]", ("i", 5, 0, 3, False)),
    ],
)
def test_an_index_out_of_bounds(code: str, place: tuple[object, ...]) -> None:
    events = hear(f"x = jnp.arange(3)\nm = jnp.zeros((3, 4))\ny = {code}\n", OutOfBounds)
    told = {(ast.unparse(e.node), e.index, e.axis, e.size, e.update) for e in events}
    assert told == {place}


@pytest.mark.parametrize(
    "code",
    [
        "x[2]",
        "x[-3]",
        "x[:9]",
        "x[True]",
        "m[0, 0, 7]",
        "m[x > 0, 3]",
        "x.at[9].set(1, mode='drop')",
        "x.at[9].get(mode='fill')",
        "x[9] if jax.devices() else 0",
        "jnp.zeros(len(jax.devices()))[4]",
        "jnp.zeros(0)[0]",
    ],
)
def test_no_index_out_of_bounds(code: str) -> None:
    program = f"x = jnp.arange(3)\nm = jnp.zeros((3, 4))\ny = {code}\n"
    assert hear(program, OutOfBounds) == []


def test_loops_of_kernels_are_unrolled_on_purpose() -> None:
    program = """
from jax.experimental import pallas as pl

def kernel(x_ref, o_ref):
    for i in range(32):
        o_ref[i] = jnp.sin(x_ref[i]) + 1

def run(x):
    return pl.pallas_call(kernel, out_shape=jax.ShapeDtypeStruct((32,), jnp.float32))(x)

def plain(x):
    for i in range(32):
        x = jnp.sin(x) + 1
    return x

run(jnp.ones(32))
jax.jit(plain)(jnp.ones(32))
"""
    assert [line(loop.node) for loop in hear(program, Loop)] == [12]
