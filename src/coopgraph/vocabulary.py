"""The names that coopgraph uses: namespaces, IRIs, and the schema read from the ontology.

Plain data only. `store.ontology` reads a `Schema` from the ontology files; `dataset` uses it to
check a mapping and to know what each value is.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

__all__ = [
    "BASE",
    "BORROWED",
    "DERIVED_GRAPH",
    "ONTOLOGY_GRAPH",
    "PREFIXES",
    "STANDING",
    "VOCABULARY_GRAPH",
    "ClassInfo",
    "PropertyInfo",
    "Schema",
    "concept_iri",
    "dataset_graph",
    "dataset_iri",
    "expand",
    "is_language",
    "is_web_address",
    "local_name",
    "record_key",
    "term_iri",
]

BASE: Final = "https://w3id.org/coopgraph/"
ONTOLOGY_GRAPH: Final = BASE + "ontology"
VOCABULARY_GRAPH: Final = BASE + "vocab"
DERIVED_GRAPH: Final = BASE + "graph/derived"

PREFIXES: Final = {
    "coop": BASE + "ontology#",
    "vocab": BASE + "vocab/",
    "id": BASE + "id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "https://schema.org/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "sh": "http://www.w3.org/ns/shacl#",
}

# An IRI of RFC 3987 without user name and password. Every engine reads what this allows.
_UNICODE: Final = (
    "\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd"
)
_CHARACTER: Final = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@/{_UNICODE}-]|%[0-9A-Fa-f]{{2}})"
_ADDRESS: Final = re.compile(
    rf"https?://[A-Za-z0-9._~{_UNICODE}-]+(?::[0-9]{{1,5}})?"
    rf"(?:/{_CHARACTER}*)?(?:\?(?:{_CHARACTER}|\?)*)?(?:#(?:{_CHARACTER}|\?)*)?"
)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?", re.IGNORECASE)


def is_web_address(text: str) -> bool:
    """Tell whether a text is an absolute ``http`` or ``https`` IRI.

    Everything else is refused: other schemes (``javascript:``), a user name or password, blanks,
    quotation marks and angle brackets.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        Whether it may be written as an IRI.

    Examples
    --------
    >>> is_web_address("https://example.org/åbo?q=1#top"), is_web_address("javascript:alert(1)")
    (True, False)
    """
    return bool(_ADDRESS.fullmatch(text))


def is_language(tag: str) -> bool:
    """Tell whether a text is a language tag: language, and perhaps script and region (BCP 47).

    Examples
    --------
    >>> is_language("fi"), is_language("zh-Hant-TW"), is_language("english")
    (True, True, False)
    """
    return bool(_LANGUAGE.fullmatch(tag))


def expand(name: str) -> str:
    """Return the IRI of a prefixed name.

    Parameters
    ----------
    name : str
        A name such as ``skos:prefLabel``; without a prefix it is a term of the ontology.

    Returns
    -------
    str
        The IRI.

    Raises
    ------
    KeyError
        If the prefix is not one of `PREFIXES`.

    Examples
    --------
    >>> expand("skos:note")
    'http://www.w3.org/2004/02/skos/core#note'
    >>> expand("party")
    'https://w3id.org/coopgraph/ontology#party'
    """
    prefix, colon, local = name.rpartition(":")
    return PREFIXES[prefix if colon else "coop"] + local


def term_iri(local: str) -> str:
    """Return the IRI of an ontology term from its local name.

    Examples
    --------
    >>> term_iri("Twinning")
    'https://w3id.org/coopgraph/ontology#Twinning'
    """
    return PREFIXES["coop"] + local


def concept_iri(scheme: str, slug: str) -> str:
    """Return the IRI of a concept in one of the vocabularies.

    Examples
    --------
    >>> concept_iri("role", "lead-partner")
    'https://w3id.org/coopgraph/vocab/role/lead-partner'
    """
    return f"{PREFIXES['vocab']}{scheme}/{slug}"


def dataset_iri(dataset: str, *path: str) -> str:
    """Return the IRI of something in a data set.

    Examples
    --------
    >>> dataset_iri("demo", "statement", "s1")
    'https://w3id.org/coopgraph/id/demo/statement/s1'
    """
    return PREFIXES["id"] + "/".join((dataset, *path))


def dataset_graph(dataset: str) -> str:
    """Return the IRI of the named graph that holds a data set.

    Examples
    --------
    >>> dataset_graph("demo")
    'https://w3id.org/coopgraph/graph/demo'
    """
    return f"{BASE}graph/{dataset}"


def local_name(iri: str) -> str:
    """Return the last part of an IRI, which whoever coded the thing chose.

    Examples
    --------
    >>> local_name("https://w3id.org/coopgraph/id/demo/turku")
    'turku'
    """
    return iri.rstrip("/").rpartition("/")[2]


def record_key(*parts: str) -> str:
    """Return the stable key of a record: 16 hexadecimal digits of a SHA-256 over its parts.

    Parameters
    ----------
    *parts : str
        Data set, statement type and the values of the record key. Parts are length-prefixed, so
        that ``("ab", "c")`` and ``("a", "bc")`` differ.

    Returns
    -------
    str
        The key.

    Examples
    --------
    >>> record_key("demo", "Twinning", "turku|saint-petersburg")
    '9d467f728c810410'
    """
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class PropertyInfo:
    """A property that a mapping may fill.

    Parameters
    ----------
    name : str
        Local name in the ontology.
    kind : str
        ``entity``, ``concept``, ``date``, ``decimal``, ``integer``, ``string`` or ``edtf``.
    scheme : str
        For concepts, the slug of the scheme; empty where it depends on the class.
    term : str
        Prefixed name of the property in the graph; ``coop:`` and the name where empty.
    """

    name: str
    kind: str
    scheme: str = ""
    term: str = ""

    @property
    def prefixed(self) -> str:
        """The property as a prefixed name."""
        return self.term or f"coop:{self.name}"


# What every entity and statement may carry besides its roles; some are terms of other vocabularies.
BORROWED: Final = (
    PropertyInfo("note", "string", term="skos:note"),
    PropertyInfo("seeAlso", "iri", term="rdfs:seeAlso"),
    PropertyInfo("exactMatch", "iri", term="skos:exactMatch"),
)
STANDING: Final = frozenset({"stage", "basis", "confidence", "preference", "conflictsWith"})


@dataclass(frozen=True)
class ClassInfo:
    """A class of entities or statements.

    Parameters
    ----------
    name : str
        Local name in the ontology.
    label : str
        English label.
    ancestors : frozenset of str
        Local names of all superclasses, the class itself included.
    roles : frozenset of str
        Local names of the properties that statements of this class take, inherited ones included.
    required : frozenset of str
        Those of them that must have a value.
    kind_scheme : str
        For entities, the scheme of ``coop:kind``; empty where the class has none.
    """

    name: str
    label: str
    ancestors: frozenset[str]
    roles: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    kind_scheme: str = ""


@dataclass(frozen=True)
class Schema:
    """What the ontology says, as plain data.

    Parameters
    ----------
    classes : dict of str to ClassInfo
        Entity and statement classes by local name.
    properties : dict of str to PropertyInfo
        Properties that a mapping may fill, by local name.
    concepts : dict of str to dict of str to str
        For each scheme, its concepts' English labels by slug.
    ranges : dict of str to str
        For entity-valued properties, the local name of the class that the value must have.
    """

    classes: dict[str, ClassInfo]
    properties: dict[str, PropertyInfo]
    concepts: dict[str, dict[str, str]]
    ranges: dict[str, str] = field(default_factory=dict)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Tell whether a class is the other class or below it."""
        return name in self.classes and ancestor in self.classes[name].ancestors

    def below(self, ancestor: str) -> list[str]:
        """Return the names of the classes below one, itself included, sorted."""
        return sorted(n for n, info in self.classes.items() if ancestor in info.ancestors)
