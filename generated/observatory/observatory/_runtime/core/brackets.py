"""Names with brackets to trees: style `deepObject`, and whatever an exploded object's properties nest.

OpenAPI defines `color[R]=100` and nothing deeper. Documents nest all the same, in the ways of PHP,
Rails and Stripe: `f[a][b]=1`, `f[tags][]=x`, `f[tags][0]=x`, `f[tags]=x` repeated. The tree keeps
what was written; which of these it means is for the schema to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

_MAX_DEPTH: Final = 32


@dataclass(slots=True)
class Node:
    """The values that came under a name, decoded, and what came below it, by key. `[]` has the key ``."""

    texts: list[str] = field(default_factory=list[str])
    children: dict[str, Node] = field(default_factory=dict[str, "Node"])

    def at(self, keys: Iterable[str]) -> Node:
        """Return the node below this one, made if there is none yet."""
        node = self
        for key in keys:
            node = node.children.setdefault(key, Node())
        return node

    def __bool__(self) -> bool:
        """Tell whether anything came."""
        return bool(self.texts or self.children)

    def items(self) -> list[Node] | None:
        """Return the items of an array: repeated, in `[]` or numbered; `None` where it is none, or none for certain."""
        if not self.children:
            return [Node([text]) for text in self.texts]
        if self.texts:
            return None
        if self.children.keys() == {""}:
            only = self.children[""]
            if only.children:
                # Below several `[]` nobody can say what belongs together, so there can be one.
                return [only] if not only.texts and all(map(_is_single, only.children.values())) else None
            return [Node([text]) for text in only.texts]
        if all(key == "0" or (key.isascii() and key.isdigit() and key[0] != "0") for key in self.children):
            return [self.children[key] for key in sorted(self.children, key=lambda key: (len(key), key))]
        return None


def _is_single(node: Node) -> bool:
    return len(node.texts) <= 1 and all(map(_is_single, node.children.values()))


def keys_below(name: str, root: str) -> Sequence[str] | None:
    """Return the keys in brackets behind a name: `("a", "b")` for `f[a][b]` below `f`; `None` if it is not below it."""
    if name == root:
        return ()
    if not name.startswith(root) or name[len(root)] != "[" or not name.endswith("]"):
        return None
    inner = name[len(root) + 1 : -1]
    keys = inner.split("][")
    # Brackets inside of brackets are part of a key: it is one, however odd.
    return [inner] if len(keys) > _MAX_DEPTH or any("[" in key or "]" in key for key in keys) else keys
