"""The words of a document: all names, values and texts in it."""

from __future__ import annotations

from .nodes import Document, Node, ends_blank


class Vocabulary:
    """The words of a document, each once, without blanks around it.

    Which of them is a name of an element (without its prefix) or of an attribute, and
    which a value or a text, does not count: that makes them quick to gather.
    """

    def __init__(self, document: Document) -> None:
        names: set[str] = set()
        values: list[str] = []
        todo = [*document.root.elements]
        while todo:
            node = todo.pop()
            names.add(node.name)
            if node.attributes:
                names.update(node.attributes)
                values += node.attributes.values()
            for child in node.children:
                if isinstance(child, Node):
                    todo.append(child)
                elif isinstance(child, str):
                    values.append(child)
        bare = [*map(str.strip, values)]
        self.all = {name.rpartition("}")[2] for name in names}.union(bare)
        self.padded = bare != values and any(map(ends_blank, values))
        """Whether any value or text has blanks around it, and is more than blanks."""
