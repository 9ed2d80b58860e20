"""Pairs that are one, as groups: one member stays, and each other one is matched with it.

A match is an equivalence: who is one with two is the reason why these are one. Groups are therefore
the connected components of the matched pairs, unless their members contradict each other.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from coopgraph.dataset.reconcile.organisations import PAIR_COLUMNS
from coopgraph.dataset.reconcile.sssom import EXACT

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["FACTS", "grouped"]

# What two members of a group must not have differently, in the words of the comment.
ALWAYS: Final = {"land": "country", "identifier": "identifier", "geonames": "place"}
# The same, unless an identifier says that they are one.
UNBACKED: Final = {"town": "town", "nuts": "NUTS code", "numbers": "numbers in the name"}
FACTS: Final = (*ALWAYS, *UNBACKED)


class _Tie(NamedTuple):
    """Why two entities are one."""

    confidence: float
    evidence: str
    said: bool  # by a person


def grouped(pairs: pd.DataFrame, members: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Turn matched pairs into matches with the one of each group that stays.

    The matched pairs' connected components are the groups. A group in which something contradicts
    (country, identifier, place of GeoNames; town, NUTS code or numbers in the name where no
    identifier is shared) is doubtful as a whole. Of each other group, the member that is spelt best
    stays, among these the one mentioned most, among these the first in order of id. Each other
    member is matched with it; the confidence is the least on the strongest way between the two.

    What people accepted joins groups, and contradicts nothing; their rows stay, so whatever they
    match with something else cannot be what stays. What they rejected parts: matches of the subject
    rejected that lead to the object are doubtful.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Columns of `PAIR_COLUMNS`, with compact ids.
    members : pandas.DataFrame
        Columns ``id``, ``type``, ``spelling`` (0 to 1), ``mentions`` (count), and the columns of
        `FACTS`, empty where unknown.
    people : pandas.DataFrame
        Decisions of people, as SSSOM.

    Returns
    -------
    pandas.DataFrame
        Columns of `PAIR_COLUMNS`: one matched row for each member but the one that stays, and
        doubtful rows between groups. No subject is matched twice, and none in a circle.

    Examples
    --------
    >>> from coopgraph.dataset.reconcile.sssom import empty_decisions
    >>> pairs = pd.DataFrame(
    ...     [["c", "a", "matched", 0.97, "same town"], ["c", "b", "matched", 0.98, "same town"]],
    ...     columns=PAIR_COLUMNS)
    >>> members = pd.DataFrame({"id": ["a", "b", "c"], "type": "Organisation", "spelling": 1.0,
    ...                         "mentions": [1, 5, 1]}).reindex(
    ...     columns=["id", "type", "spelling", "mentions", *FACTS], fill_value="")
    >>> grouped(pairs, members, empty_decisions())[["subject", "object", "confidence"]].values
    array([['a', 'b', 0.97],
           ['c', 'b', 0.98]], dtype=object)
    """
    known = members.drop_duplicates("id").set_index("id")
    whole = _ties(pairs, people)
    refused = _of_two_classes(whole, known)
    units = _units(whole)
    refused += _rejected(whole, units, people)
    refused += _contradicting(whole, units, known)
    moved = {subject for subject, object_ in _accepted(people) if subject != object_}
    made: list[_Row] = []
    group_of: dict[str, int] = {}
    for number, group in enumerate(_components(whole)):
        group_of.update(dict.fromkeys(group, number))
        made += _star(whole.subgraph(group), known, moved)
    doubtful = [
        tuple(row)
        for row in pairs[pairs["outcome"] != "matched"][PAIR_COLUMNS].itertuples(index=False)
        if row[0] not in group_of or group_of[row[0]] != group_of.get(row[1])
    ]
    rows = [*made, *doubtful, *refused]
    frame = pd.DataFrame(rows, columns=PAIR_COLUMNS).drop_duplicates(["subject", "object"])
    return frame.sort_values(["outcome", "subject", "object"], ascending=[False, True, True])


_Row = tuple[str, str, str, float, str]


def _accepted(people: pd.DataFrame) -> Iterable[tuple[str, str]]:
    yes = people["object_id"].str.startswith("id:") & (people["predicate_id"] == EXACT)
    chosen = people[yes & (people["predicate_modifier"] == "")]
    return zip(chosen["subject_id"], chosen["object_id"], strict=True)


def _ties(pairs: pd.DataFrame, people: pd.DataFrame) -> "nx.Graph[str]":
    import networkx as nx

    whole: nx.Graph[str] = nx.Graph()
    sure = pairs[pairs["outcome"] == "matched"].sort_values("confidence", kind="stable")
    for one, other, _, confidence, evidence in sure[PAIR_COLUMNS].itertuples(index=False):
        if one != other:  # the strongest of several comes last
            whole.add_edge(one, other, weight=confidence, tie=_Tie(confidence, evidence, False))
    for one, other in _accepted(people):
        if one != other:
            whole.add_edge(one, other, weight=1.0, tie=_Tie(1.0, "accepted", True))
    return whole


def _components(whole: "nx.Graph[str]") -> list[list[str]]:
    import networkx as nx

    return sorted(sorted(group) for group in nx.connected_components(whole))


def _refuse(whole: "nx.Graph[str]", one: str, other: str, why: str) -> list[_Row]:
    """Take a tie of the matcher out, and return it as doubtful."""
    tie: _Tie = whole.edges[one, other]["tie"]
    if tie.said:
        return []
    whole.remove_edge(one, other)
    subject, object_ = max(one, other), min(one, other)
    return [(subject, object_, "doubtful", tie.confidence, f"{tie.evidence}; {why}")]


def _of_two_classes(whole: "nx.Graph[str]", known: pd.DataFrame) -> list[_Row]:
    types = known["type"].to_dict()
    two = [(a, b) for a, b in whole.edges if types.get(a) != types.get(b)]
    return [
        row
        for a, b in two
        for row in _refuse(whole, a, b, f"a {types.get(a, '?')} and a {types.get(b, '?')}")
    ]


def _units(whole: "nx.Graph[str]") -> dict[str, set[str]]:
    """Return with which others people declared each entity to be one."""
    import networkx as nx

    said: nx.Graph[str] = nx.Graph()
    said.add_nodes_from(whole)
    said.add_edges_from(pair for pair in whole.edges if whole.edges[pair]["tie"].said)
    return {member: group for group in nx.connected_components(said) for member in group}


def _rejected(
    whole: "nx.Graph[str]", units: dict[str, set[str]], people: pd.DataFrame
) -> list[_Row]:
    import networkx as nx

    gone: list[_Row] = []
    no = people[people["predicate_modifier"] == "Not"]
    for one, other in sorted(set(zip(no["subject_id"], no["object_id"], strict=True))):
        own = units.get(one, {one})
        if other in own or not {one, other} <= set(whole):
            continue  # people's rows join the two all the same
        beyond = nx.node_connected_component(nx.restricted_view(whole, own, []), other)
        for near in sorted(own):
            for far in sorted(set(whole[near]) & beyond):
                found = _refuse(whole, near, far, "one of its group was rejected")
                # The rejected pair itself is decided, not doubtful.
                gone += found if {near, far} != {one, other} else []
    return gone


def _contradicting(
    whole: "nx.Graph[str]", units: dict[str, set[str]], known: pd.DataFrame
) -> list[_Row]:
    gone: list[_Row] = []
    facts = known.reindex(columns=list(FACTS)).fillna("")
    for group in _components(whole):
        why = _contradiction(facts.reindex(group).fillna(""), [min(units[m]) for m in group])
        if why:
            for a, b in sorted(whole.subgraph(group).edges):
                gone += _refuse(whole, a, b, f"the {len(group)} of its group have {why}")
    return gone


def _contradiction(facts: pd.DataFrame, units: list[str]) -> str:
    """Say what members of a group have differently; units are what a person declared to be one."""
    backed = [f"={i}" if i else u for i, u in zip(facts["identifier"], units, strict=True)]
    for names, parts in ((ALWAYS, units), (UNBACKED, backed)):
        for column, words in names.items():
            values = [
                (part, value)
                for part, value in zip(parts, facts[column], strict=True)
                if value or column == "numbers"  # no number in the name is another than one
            ]
            all_ = {value for _, value in values}
            most = max(Counter(part for part, _ in set(values)).values(), default=0)
            if len(all_) > max(most, 1):
                return f"different {words}: {', '.join(sorted(all_)[:4])}"
    return ""


def _star(group: "nx.Graph[str]", known: pd.DataFrame, moved: set[str]) -> list[_Row]:
    """Match each member of a group with the one that stays, along the strongest ways."""
    import networkx as nx

    free = [m for m in group if m not in moved and m in known.index]
    if len(free) < 2:  # people have matched all of them, be it in a circle
        return []
    rank = (
        known.loc[free]
        .sort_index()
        .sort_values(["spelling", "mentions"], ascending=False, kind="stable")
    )
    order = rank.index.tolist()
    stays = order[0]
    ordered: nx.Graph[str] = nx.Graph()  # a view of a graph has an order of its own in each run
    ordered.add_nodes_from(sorted(group))
    edges = sorted(tuple(sorted(pair)) for pair in group.edges)
    ordered.add_edges_from((a, b, group.edges[a, b]) for a, b in edges)
    tree = nx.maximum_spanning_tree(ordered)
    least = {stays: _Tie(1.0, "", True)}
    for near, far in nx.bfs_edges(tree, stays, sort_neighbors=sorted):
        tie: _Tie = tree.edges[near, far]["tie"]
        via = f"{tie.evidence}; by way of {near}" if near != stays else tie.evidence
        least[far] = _Tie(min(tie.confidence, least[near].confidence), via, tie.said)
    return [(m, stays, "matched", *least[m][:2]) for m in sorted(order[1:])]
