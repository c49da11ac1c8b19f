"""What is done with PRNG keys."""

from __future__ import annotations

import ast

from flake8_jax.values import kinds
from flake8_jax.values.keys import Use, UseKind


@kinds.value
class KeyReuse:
    """A PRNG key that was used up before is used again, on a path that will surely be taken.

    Told everywhere, traced or not. `node` is the second use in the code that sees both uses: the
    draw itself, or the call through which it happens; `before` is the first one, seen likewise.
    `loop` is set if it is the same use in two rounds of that loop; `mapped` if that is a `vmap`.
    """

    node: ast.AST
    before: ast.AST
    first: Use
    again: Use
    name: str
    loop: ast.AST | None
    mapped: bool

    @property
    def alike(self) -> bool:
        """Whether functions that are called here split the key alike, or one that is called twice.

        Both have the same children then, and the code here shows no `split`.
        """
        handed_on = self.before is not self.first.node and self.node is not self.again.node
        twice = handed_on or self.first.node is self.again.node
        return twice and self.first.kind is self.again.kind is UseKind.SPLIT


@kinds.value
class ConstantKey:
    """A key is made from the constant `seed` again and again, and the same is drawn from it.

    Told everywhere, traced or not. `node` makes the key. `where` is the loop whose rounds do it,
    also one of `lax` or a `vmap`, if it is `repeated`, else the second of two calls.
    """

    node: ast.expr
    seed: object
    where: ast.AST
    repeated: bool
