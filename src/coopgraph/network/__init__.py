"""The network room: projections of a graph, measures of them, and paths through them."""
