"""Groups of nodes by an attribute: country, type, kind, side of a border."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from coopgraph.errors import CoopgraphError, NameNotFound, UndefinedMeasure
from coopgraph.names import did_you_mean

__all__ = ["Groups", "attribute_name", "groups_of"]

_NO_GROUPS = ("id", "lat", "lon", "names", "members")


@dataclass(frozen=True, eq=False)
class Groups:
    """The group of each node.

    Parameters
    ----------
    name : str
        What the attribute is called.
    codes : numpy.ndarray of int
        Place of each node's group in `labels`; -1 where it is not known.
    labels : tuple of str
        The groups, in order of the alphabet.
    """

    name: str
    codes: npt.NDArray[np.intp]
    labels: tuple[str, ...]

    @property
    def known(self) -> npt.NDArray[np.intp]:
        """Places of the nodes whose group is known."""
        return np.flatnonzero(self.codes >= 0)

    def table(self) -> npt.NDArray[np.float64]:
        """One row a node, one column a group, 1 where the node is in the group."""
        table = np.zeros((len(self.codes), len(self.labels)))
        table[self.known, self.codes[self.known]] = 1.0
        return table

    def part(self, places: npt.NDArray[np.intp]) -> "Groups":
        """Give the groups of some nodes."""
        return Groups(self.name, self.codes[places], self.labels)


def groups_of(nodes: pd.DataFrame, attribute: object) -> Groups:
    """Read the group of each node.

    Parameters
    ----------
    nodes : pandas.DataFrame
        Table of nodes.
    attribute : str or mapping of str to str
        A column of the table (country, type, kind, side, …), or the group of each node by its IRI.
        A node without a group belongs to none.

    Returns
    -------
    Groups
        The groups.

    Raises
    ------
    NameNotFound
        Where there is no such column, or the mapping names a node that is not there.
    UndefinedMeasure
        Where no node has a group.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b", "c"], "country": ["FI", "SE", ""]})
    >>> groups_of(table, "country").codes.tolist()
    [0, 1, -1]
    """
    ids = nodes["id"].to_list()
    if isinstance(attribute, Mapping):
        _check_nodes(attribute, ids)
        cells = [str(attribute.get(iri, "")) for iri in ids]
    elif isinstance(attribute, str):
        columns = [str(name) for name in nodes.columns if name not in _NO_GROUPS]
        if attribute not in columns:
            hint = did_you_mean(attribute, columns)
            message = (
                f'Nodes have no attribute "{attribute}"; they have {", ".join(columns)}.{hint}'
            )
            raise NameNotFound(message)
        cells = ["" if cell is None or cell != cell else str(cell) for cell in nodes[attribute]]
    else:
        message = "an attribute is missing: give a column of the nodes (such as country), or a "
        raise CoopgraphError(f"{message}mapping of their IRIs to groups")
    labels = tuple(sorted(set(cells) - {""}))
    name = attribute_name(attribute)
    if nodes.shape[0] and not labels:
        message = (
            f'no node has a value of "{name}". Choose another attribute, or give a mapping of IRIs '
            "to groups."
        )
        raise UndefinedMeasure(message)
    place = {label: code for code, label in enumerate(labels)}
    return Groups(name, np.array([place.get(cell, -1) for cell in cells], dtype=np.intp), labels)


def attribute_name(attribute: object) -> str:
    """Give the name of an attribute for a report."""
    if isinstance(attribute, Mapping):
        return f"given groups of {len(attribute)} nodes"
    return str(attribute)


def _check_nodes(groups: Mapping[str, str], ids: list[str]) -> None:
    unknown = sorted(set(map(str, groups)) - set(ids))
    if unknown:
        hint = did_you_mean(unknown[0], ids)
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise NameNotFound(f'No node has the IRI "{unknown[0]}"{more}.{hint}')
