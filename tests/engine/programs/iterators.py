from probes import reveal
import copy
import itertools
import operator
from collections import OrderedDict, defaultdict
from functools import reduce
from itertools import chain, islice, pairwise, product, repeat, starmap

import jax
import jax.numpy as jnp

reveal(tuple(chain((1, 2), [3])))  # (1, 2, 3)
reveal(tuple(chain.from_iterable([(1, 2), (3,)])))  # (1, 2, 3)
reveal(tuple(product((1, 2), "a")))  # ((1, 'a'), (2, 'a'))
reveal(tuple(pairwise((1, 2, 3))))  # ((1, 2), (2, 3))
reveal(tuple(islice((1, 2, 3), 2)))  # (1, 2)
reveal(tuple(islice((1, 2, 3), 1, None)))  # (2, 3)
reveal(operator.add(1, 2))  # 3
reveal(operator.itemgetter("a")({"a": 1}))  # 1
reveal(operator.itemgetter(0, 1)((1, 2)))  # (1, 2)
reveal(reduce(operator.add, (1, 2)))  # number
reveal(dict.fromkeys(("a", "b"), 0))  # {'a': 0, 'b': 0}
reveal(OrderedDict(a=1))  # {'a': 1}
counts = defaultdict(int)
counts["a"] += 1
reveal(counts["b"])  # unknown
original = {"a": [1]}
copied = copy.deepcopy(original)
copied["b"] = 2
reveal(copied)  # {'a': [1], 'b': 2}
reveal(original)  # {'a': [1]}
shallow = copy.copy(original)
shallow["a"].append(2)
shallow["b"] = 2
reveal(original)  # {'a': [1, 2]}
for left, right in zip((1, 2), repeat(0)):
    reveal(right)  # 0


@jax.jit
def traced(x):
    y = x * 1.0
    reveal(operator.add(y, 1))  # abstract tracer
    reveal(operator.gt(y, 0))  # abstract tracer
    reveal(operator.attrgetter("T")(y))  # abstract tracer
    reveal(operator.attrgetter("shape")(y))  # shape
    reveal(operator.itemgetter(0)(y))  # abstract tracer
    reveal(tuple(chain((y,), (1,))))  # (abstract tracer, 1)
    reveal([a for a, _ in product(y, (1, 2))])  # [abstract tracer...]
    reveal(list(starmap(jnp.add, [(y, 1), (y, 2)])))  # [abstract tracer...]
    reveal(list(itertools.accumulate([y, y])))  # [abstract tracer...]
    reveal(reduce(operator.mul, [y, y]))  # abstract tracer
    reveal(copy.copy(y))  # abstract tracer
    reveal(list(islice(y, 1)))  # [abstract tracer...]
    return y


# run
traced(jnp.ones(2))
