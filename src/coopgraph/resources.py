"""Where the files that travel with coopgraph are: the ontology and the demo data set."""

from pathlib import Path

__all__ = ["demo_dataset", "ontology_folder"]


def _data_root() -> Path:
    packaged = Path(__file__).parent / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]


def ontology_folder() -> Path:
    """Return the folder of the ontology, its vocabularies, shapes, rules and projections.

    Examples
    --------
    >>> (ontology_folder() / "coopgraph.ttl").is_file()
    True
    """
    return _data_root() / "ontology"


def demo_dataset() -> Path:
    """Return the folder of the demo data set, the coded facts of five documents.

    Examples
    --------
    >>> (demo_dataset() / "mapping.toml").is_file()
    True
    """
    return _data_root() / "graph_data" / "baltic-barents"
