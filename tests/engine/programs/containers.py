from probes import reveal
import collections

import jax
import jax.numpy as jnp

reveal(isinstance([1], list))  # True
reveal(isinstance((1, 2), (list, tuple)))  # True
reveal(isinstance([1], (tuple, jax.Array)))  # False
reveal(isinstance({}, dict))  # True
reveal(isinstance([1], collections.abc.Sequence))  # static
items = [1, 2]
items.append(3)
reveal(items)  # [1, 2, 3]
items.extend([4])
reveal(items)  # [1, 2, 3, 4]
reveal(items.pop())  # 4
reveal(items)  # [1, 2, 3]
reveal(items[0])  # 1
reveal(items[-1])  # 3
reveal(items[1:])  # [2, 3]
reveal(items[::-1])  # [3, 2, 1]
items[0] = "x"
reveal(items)  # ['x', 2, 3]
items += [5]
reveal(len(items))  # 4
items.reverse()
reveal(items[0])  # 5
other = items
other.append(6)
reveal(items[-1])  # 6
reveal(items.copy()[-1])  # 6
reveal([1] * 3)  # [1, 1, 1]
reveal([1] + [2])  # [1, 2]
reveal((1,) + (2,))  # (1, 2)
reveal((1, 2)[1])  # 2
reveal([*items[:1], 9])  # [5, 9]
reveal(len((1, 2)))  # 2

table = {"a": 1, "b": 2}
reveal(table["a"])  # 1
table["c"] = 3
reveal(table)  # {'a': 1, 'b': 2, 'c': 3}
reveal(table.get("a"))  # 1
reveal(table.get("z"))  # None
reveal(table.get("z", 9))  # 9
reveal(table.pop("a"))  # 1
reveal(table)  # {'b': 2, 'c': 3}
table.update(d=4)
table.update({"b": 5})
reveal(table)  # {'b': 5, 'c': 3, 'd': 4}
reveal(table.setdefault("e", 6))  # 6
reveal(table["e"])  # 6
reveal({**table, "b": 7}["b"])  # 7
reveal("b" in table)  # True
reveal("z" not in table)  # True
reveal(dict(a=1, b=2))  # {'a': 1, 'b': 2}
reveal(dict({"a": 1}, c=3))  # {'a': 1, 'c': 3}
reveal(list(table))  # ['b', 'c', 'd', 'e']
reveal(list(table.values()))  # [5, 3, 4, 6]
reveal(tuple(dict(a=1).items()))  # (('a', 1),)
reveal(table.copy()["b"])  # 5

first, *rest = [1, 2, 3]
reveal((first, rest))  # (1, [2, 3])
*start, last = (1, 2, 3)
reveal((start, last))  # ([1, 2], 3)
(a, b), c = (1, 2), 3
reveal((a, b, c))  # (1, 2, 3)

reveal([n + 1 for n in (1, 2)])  # [2, 3]
reveal({k: v for k, v in (("a", 1), ("b", 2))})  # {'a': 1, 'b': 2}
reveal({1, 2})  # set
reveal(list(zip((1, 2), ("a", "b"))))  # [(1, 'a'), (2, 'b')]
reveal(list(enumerate(("a", "b"))))  # [(0, 'a'), (1, 'b')]
reveal(list(reversed((1, 2))))  # [2, 1]
reveal(tuple([1, 2]))  # (1, 2)
reveal(sum([1, 2]))  # number
reveal(max(1, 2))  # 2
reveal(min((3, 2)))  # 2
reveal(max([1, 2, 5]))  # 5
reveal(sorted([2, 1]))  # unknown
reveal("a,b".split(","))  # static
reveal("a" + "b")  # 'ab'
reveal(f"{a}")  # '1'
reveal(str(a))  # text


@jax.jit
def traced(x):
    y = x * 1.0
    parts = []
    for row in y:
        parts.append(row)
    reveal(jnp.stack(parts))  # abstract tracer
    reveal([v * 2 for v in y])  # [abstract tracer...]
    reveal([n for n in range(3)])  # [number...]
    reveal([n for n in (1, 2) if n])  # [number...]
    reveal([y for _ in range(2)])  # [abstract tracer...]
    reveal(sum(v for v in y))  # abstract tracer
    reveal(list(zip((1, 2), (y, y))))  # [(1, abstract tracer), (2, abstract tracer)]
    reveal({"y": y}["y"])  # abstract tracer
    a, b = y
    reveal(a)  # abstract tracer
    first, *rest = (y, 1, 2)
    reveal(first)  # abstract tracer
    reveal(rest)  # [1, 2]
    reveal(list(map(jnp.sin, (y, y))))  # [abstract tracer...]
    store = {}
    store["y"] = y
    reveal(store)  # {'y': abstract tracer}
    nested = {"a": {"b": [y]}}
    reveal(nested["a"]["b"][0])  # abstract tracer
    return y


def handed_on(sink):
    mine = [1, 2]
    sink(mine)
    reveal(len(mine))  # number
    return mine


# run
traced(jnp.ones(2))
handed_on(list.clear)
