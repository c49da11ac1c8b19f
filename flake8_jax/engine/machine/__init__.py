"""The state of an analysis, and the dispatch to what handles each kind of node and value."""
