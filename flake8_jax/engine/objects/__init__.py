"""What Python's objects do: calls, attributes, items, operators, classes, containers."""
