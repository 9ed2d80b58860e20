"""A chain of steps through a network, and how to say what each rests on."""

from dataclasses import dataclass

__all__ = ["Citation", "Path", "PathNode", "Paths", "Relation", "Step"]


@dataclass(frozen=True)
class PathNode:
    """A node of a path.

    Parameters
    ----------
    id, label, type : str
        As in the table of nodes.
    """

    id: str
    label: str
    type: str


@dataclass(frozen=True)
class Citation:
    """Where a statement is made.

    Parameters
    ----------
    source : str
        IRI of the source.
    title, publisher, date : str
        What it is called, who published it, and its date; empty where not known.
    locator : str
        The place in it.
    as_stated : str
        The raw date, number or name.
    """

    source: str
    title: str
    publisher: str
    date: str
    locator: str
    as_stated: str

    @property
    def work(self) -> str:
        """The source as cited: its title and date."""
        return f"“{self.title or self.source}”" + (f" ({self.date})" if self.date else "")

    def __str__(self) -> str:
        return f"{self.work}, {self.locator}" if self.locator else self.work


@dataclass(frozen=True)
class Relation:
    """One statement that joins two neighbours on a path.

    Parameters
    ----------
    statement : str
        IRI of the statement.
    type, role, label : str
        Class, role and headline.
    begin, end : str
        As stated, in EDTF; empty where not stated.
    stage, as_of : str
        How real it was, and on which day the source speaks.
    basis : str
        Whether it is stated, computed or interpreted.
    citations : tuple of Citation
        Its evidence.
    later : str
        Day of the latest evidence held on the same two nodes, if later than `as_of`.
    """

    statement: str
    type: str
    role: str
    label: str
    begin: str
    end: str
    stage: str
    as_of: str
    basis: str
    citations: tuple[Citation, ...]
    later: str = ""

    def sentence(self) -> str:
        """Say what is stated and by whom, and whether anything later is known."""
        basis = "" if self.basis == "stated" else self.basis
        facts = ", ".join(
            part for part in (_period(self.begin, self.end), self.stage, basis) if part
        )
        said = (self.label or self.type) + (f" [{facts}]" if facts else "")
        cited = "; ".join(_by_source(self.citations)) or "no source"
        day = f", as of {self.as_of}" if self.as_of else ""
        held = (
            f"later evidence is held, of {self.later}"
            if self.later
            else "no later evidence is held"
        )
        return f"{said}; as stated in {cited}{day}; {held}."


@dataclass(frozen=True)
class Step:
    """A step from one node to a neighbour.

    Parameters
    ----------
    source, target : PathNode
        From where to where on the path, whatever the direction of the edge.
    relations : tuple of Relation
        All statements that join the two, parallel ones included.
    """

    source: PathNode
    target: PathNode
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class Path:
    """A chain of steps.

    Parameters
    ----------
    nodes : tuple of PathNode
        Its nodes, both ends included.
    steps : tuple of Step
        Its steps; none where the two ends are one node.
    """

    nodes: tuple[PathNode, ...]
    steps: tuple[Step, ...]

    def lines(self) -> list[str]:
        """Write the path as plain text: the chain, then each step with its statements."""
        length = f"{len(self.steps)} step" + ("" if len(self.steps) == 1 else "s")
        lines = [f"{' — '.join(node.label for node in self.nodes)} ({length})"]
        for number, step in enumerate(self.steps, start=1):
            lines.append(f"{number}. {step.source.label} — {step.target.label}")
            lines += [f"   {relation.sentence()}" for relation in step.relations]
        return lines


@dataclass(frozen=True)
class Paths:
    """The answer to a question about two nodes.

    Parameters
    ----------
    source, target : PathNode
        The two nodes.
    paths : tuple of Path
        The shortest paths, shortest first; none where nothing joins the two.
    source_component, target_component : int
        Number of nodes that are joined to each end, itself included, in the network as filtered
        and whatever the direction of its edges.
    same_component : bool
        Whether both ends are in one component.
    projection, projection_fingerprint : str
        The network.
    cut : bool
        Whether there are more paths than those given, of the length asked for.
    max_length : int, optional
        How long a path might be, where that was limited.
    """

    source: PathNode
    target: PathNode
    paths: tuple[Path, ...]
    source_component: int
    target_component: int
    same_component: bool
    projection: str
    projection_fingerprint: str
    cut: bool = False
    max_length: int | None = None

    def lines(self) -> list[str]:
        """Write the answer as plain text."""
        ends, name = f"{self.source.label} and {self.target.label}", self.projection
        if self.paths:
            lines = [line for found in self.paths for line in found.lines()]
            more = f"There are more; these are the first {len(self.paths)} paths."
            return [*lines, more] if self.cut else lines
        if self.same_component and self.max_length is not None:
            steps = f"{self.max_length} step" + ("" if self.max_length == 1 else "s")
            return [f'In the projection "{name}" no path of up to {steps} joins {ends}.']
        if self.same_component:
            return [f'In the projection "{name}" only edges of the other direction join {ends}.']
        sizes = " and ".join(
            f"{end.label} with {size - 1} other{'' if size == 2 else 's'}"
            for end, size in (
                (self.source, self.source_component),
                (self.target, self.target_component),
            )
        )
        return [f'No path joins {ends} in the projection "{name}": {sizes} make two components.']


def _by_source(citations: tuple[Citation, ...]) -> list[str]:
    """Citations in words, all places in one source together."""
    places: dict[str, list[str]] = {}
    for citation in citations:
        places.setdefault(citation.work, []).append(citation.locator)
    return [", ".join([work, *dict.fromkeys(filter(None, at))]) for work, at in places.items()]


def _period(begin: str, end: str) -> str:
    """Begin and end in words, as stated."""
    if begin == end:
        return _day(begin)
    since = f"from {_day(begin)}" if begin else ""
    until = {"": "", "..": "going on"}.get(end, f"to {_day(end)}")
    return " ".join(part for part in (since, until) if part)


def _day(edtf: str) -> str:
    """An EDTF expression with its one-of set in words."""
    if not (edtf.startswith("[") and edtf.endswith("]")):
        return edtf
    first, *others = edtf[1:-1].split(",")
    if not others and first.startswith(".."):
        return f"{first[2:]} or before"
    if not others and first.endswith(".."):
        return f"{first[:-2]} or later"
    return " or ".join(part.strip().replace("..", " to ") for part in (first, *others))
