"""No query reaches outside the store, however it is written; and no harmless one is refused."""

import gc
import random
from contextlib import suppress

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from coopgraph.errors import CoopgraphError, QueryRefused
from coopgraph.store.guard import check_query, from_graphs
from coopgraph.store.store import Store
from coopgraph.vocabulary import DERIVED_GRAPH
from tests.store.conftest import Outside

# rdflib warns of its own use of what it has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

KNOWN = [DERIVED_GRAPH, "https://w3id.org/coopgraph/graph/a"]
OUT = "http://127.0.0.1:9/"
P = f"PREFIX p: <{OUT}> "
BODY = "{ ?s ?p ?o }"

# What reaches out in one engine or the other; OUT stands for the address of a server.
REACHING = {
    "plain": f"SELECT * {{ SERVICE <{OUT}q> {BODY} }}",
    "lower case": f"SELECT * {{ service <{OUT}q> {BODY} }}",
    "mixed case, silent": f"SELECT * {{ SerVice sIlent <{OUT}q> {BODY} }}",
    "comment between": f"SELECT * {{ SERVICE # here\n <{OUT}q> {BODY} }}",
    "no blanks": f"SELECT*{{SERVICE<{OUT}q>{BODY}}}",
    "variable": f"SELECT * {{ VALUES ?v {{ <{OUT}q> }} SERVICE ?v {BODY} }}",
    "prefixed name": P + f"SELECT * {{ SERVICE p:q {BODY} }}",
    "nested subquery": f"SELECT * {{ {{ SELECT * {{ {{ SERVICE <{OUT}q> {BODY} }} }} }} }}",
    "in EXISTS": f"ASK {{ ?a ?b ?c FILTER NOT EXISTS {{ SERVICE <{OUT}q> {BODY} }} }}",
    "in CONSTRUCT": f"CONSTRUCT {BODY} WHERE {{ SERVICE <{OUT}q> {BODY} }}",
    "in DESCRIBE": f"DESCRIBE ?s {{ SERVICE <{OUT}q> {BODY} }}",
    "escape of four": f"SELECT * {{ \\u0053ERVICE <{OUT}q> {BODY} }}",
    "escape of eight": f"SELECT * {{ S\\U00000045RVICE <{OUT}q> {BODY} }}",
    "escaped quotes end a string": f"SELECT * {{ ?s ?p \\u0022a\\u0022 SERVICE <{OUT}q> {BODY} }}",
    "long s": f"SELECT * {{ \u017fERVICE <{OUT}q> {BODY} }}",
    "dotless i": f"SELECT * {{ SERV\u0131CE <{OUT}q> {BODY} }}",
    "dotted i": f"SELECT * {{ SERV\u0130CE <{OUT}q> {BODY} }}",
    "glued to SILENT": f"SELECT * {{ SERVICESILENT<{OUT}q> {BODY} }}",
    "glued to a name": P + f"SELECT * {{ SERVICEp:q {BODY} }}",
    "glued to SILENT and a name": P + f"SELECT * {{ SERVICESILENTp:q# \n{BODY} }}",
    "glued to a value": f"SELECT * {{ ?s ?p trueSERVICE<{OUT}q> {BODY} }}",
    "glued to a number": f"SELECT * {{ ?s ?p 5e3SERVICE<{OUT}q> {BODY} }}",
    "glued to a value and a name": P + f"SELECT * {{ ?s ?p trueSERVICEp:q {BODY} }}",
    "after an escaped apostrophe": (
        f"PREFIX p: <x:> SELECT * {{ OPTIONAL {{ ?x ?y p:a\\' }} SERVICE <{OUT}q> {BODY} "
        "OPTIONAL { ?x ?z 'z' } }"
    ),
    "after an escaped number sign": (
        f"PREFIX p: <x:> SELECT * {{ OPTIONAL {{ ?x ?y p:a\\# }} SERVICE <{OUT}q> {BODY} \n }}"
    ),
    "comparison with a comment": (
        f'SELECT * {{ FILTER(1<2#>"""\n) SERVICE <{OUT}q> {BODY} #"""\n }}'
    ),
    "comparison that hides the keyword": (
        f"SELECT * {{ VALUES ?v {{ <{OUT}q> }} FILTER(1<2)SERVICE?v#>\n {BODY} }}"
    ),
    "comparison with a string": (
        f"SELECT * {{ FILTER(1<2&&'a'!='>') SERVICE <{OUT}q> {BODY} FILTER('a'!='b') }}"
    ),
    "comparison after EXISTS": (
        f'SELECT * {{ FILTER(EXISTS{BODY}<?b#>"""\n) SERVICE <{OUT}q> {BODY} #"""\n }}'
    ),
    "at most": f'SELECT * {{ ?a ?x ?b FILTER(?a<=?b#>"""\n) SERVICE <{OUT}q> {BODY} #"""\n }}',
    "comment that a carriage return ends": (
        f'SELECT * {{ # \r """ \n SERVICE <{OUT}q> {BODY} # """\n }}'
    ),
    "four apostrophes": f"SELECT * {{ ?s ?p ''''a''' SERVICE <{OUT}q> {BODY} #'\n }}",
    "FROM": f"SELECT * FROM <{OUT}g> {BODY}",
    "FROM NAMED": f"SELECT * FROM NAMED <{OUT}g> {{ GRAPH ?g {BODY} }}",
    "from, prefixed": P + f"SELECT * from p:g {BODY}",
    "escaped FROM": f"SELECT * \\u0046ROM <{OUT}g> {BODY}",
    "FROM in DESCRIBE": f"DESCRIBE ?s FROM <{OUT}g> {BODY}",
    "FROM with a base": f"BASE <{OUT}> SELECT * FROM <g> {BODY}",
    "glued FROM": P + f"SELECT * FROMp:g {BODY}",
    "glued FROM NAMED": f"ASKFROMNAMED<{OUT}g>{BODY}",
    "glued NAMED": P + f"SELECT * FROM NAMEDp:g {BODY}",
    "FROM a file": f"SELECT * FROM <file:///etc/passwd> {BODY}",
    "FROM a known and another": f"SELECT * FROM <{DERIVED_GRAPH}> FROM <{OUT}g> {BODY}",
}

# rdflib reads these otherwise, and as harmless.
ONLY_OXIGRAPH = {REACHING["glued to a value and a name"]}

HARMLESS = {
    "plain": "SELECT * { ?s ?p ?o }",
    "in a string": 'SELECT * { ?s ?p "SERVICE <http://127.0.0.1:9/> { }" }',
    "in a long string": "SELECT * { ?s ?p '''it's\nFROM <x:y> ''' }",
    "in a string with escapes": 'SELECT * { ?s ?p "a\\" SERVICE <x:y> { }" }',
    "in a comment": "SELECT * { # SERVICE <x:y> LOAD\n ?s ?p ?o }",
    "as a variable": "SELECT ?service $from { ?service ?load $from }",
    "as a prefix": "PREFIX service: <x:> SELECT * { service:x service:from service:load }",
    "as a default prefix and local name": "PREFIX : <x:> SELECT * { :service :from :insert }",
    "as a graph": "PREFIX service: <x:> SELECT * { GRAPH service:from { ?s ?p ?o } }",
    "in an IRI": "SELECT * { ?s <http://e.org/service#from> <http://e.org/a'FROM'b> }",
    "IRI with a fragment before a long string": (
        'SELECT * { ?s <http://e.org/x#label> """a\nSERVICE b""" }'
    ),
    "as a language tag": 'SELECT * { ?s ?p "x"@service, "y"@en-from }',
    "as a blank node": "SELECT * { _:service ?p ?o }",
    "comparison": "SELECT * { ?a ?b ?c FILTER(?a < ?b && ?c > 1) }",
    "comparison without blanks": "SELECT * { ?a ?b ?c FILTER(?a<?b&&?c>1||1<=2) }",
    "relative IRI in its place": "BASE <http://e.org/> SELECT * { <#me> a <#Person> }",
    "carriage returns": "SELECT *\r{ ?s ?p ?o }\r\n# end\r",
    "CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DESCRIBE": "DESCRIBE <http://e.org/service>",
    "ASK": "ASK { ?s ?p ?o }",
    "FROM a graph of the store": f"SELECT * FROM <{DERIVED_GRAPH}> {{ ?s ?p ?o }}",
    "FROM NAMED, prefixed": (
        "PREFIX g: <https://w3id.org/coopgraph/graph/> "
        "SELECT * FROM g:derived FROM NAMED g:a { ?s ?p ?o }"
    ),
    "property path": "PREFIX p: <x:> SELECT * { ?s (p:a|^p:b)+/p:c* ?o . ?o !(p:d) 5.0 }",
    "local name with escapes": "PREFIX p: <x:> SELECT * { ?s p:a\\,b\\'c p:d%20 }",
    "IRI with an escape": "SELECT * { ?s ?p <http://e.org/\\u00e4> }",
    "not Latin": "PREFIX ä: <x:> SELECT ?имя { ?имя ä:ö 'ß' }",
}


@pytest.mark.parametrize("query", REACHING.values(), ids=REACHING)
def test_what_reaches_out_is_refused(query: str) -> None:
    with pytest.raises(QueryRefused):
        check_query(query, KNOWN)


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_what_stays_inside_is_allowed(query: str) -> None:
    check_query(query, KNOWN)


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_what_is_allowed_is_sparql(query: str) -> None:
    ox.Store().query(query)


def _runs(query: str) -> None:
    """Run a query on both engines, guard or no guard; how it ends is no matter."""
    with suppress(SyntaxError, RuntimeError, ValueError):
        answer = ox.Store().query(query)
        if not isinstance(answer, ox.QueryBoolean):
            list(answer)
    with suppress(Exception):  # rdflib raises anything, bare Exception included
        list(rdflib.Dataset(default_union=True).query(query))
    # Solutions that an error holds must not be left to the server's thread: it may not drop them.
    answer = None
    gc.collect()


@pytest.mark.parametrize(
    "name", ["plain", "long s", "glued to SILENT", "after an escaped apostrophe"]
)
def test_without_the_guard_the_server_would_be_asked(name: str, outside: Outside) -> None:
    _runs(REACHING[name].replace(OUT, outside.address))
    assert outside.asked


@pytest.fixture(scope="module")
def copy(memory: Store) -> rdflib.Dataset:
    return memory.to_rdflib()


@pytest.mark.parametrize("query", [*REACHING.values(), *HARMLESS.values()])
def test_no_query_makes_a_request(
    query: str, outside: Outside, nquads: bytes, memory: Store, copy: rdflib.Dataset
) -> None:
    asked = query.replace(OUT, outside.address)
    with suppress(CoopgraphError):
        memory.table(asked)
    with suppress(CoopgraphError):
        Store.from_nquads(nquads).derive([asked], "x:derived")
    with suppress(Exception):  # a syntax error of rdflib can be anything
        list(copy.query(asked))
    assert outside.asked == []


def _fragments(seed: int) -> str:
    """Put together a query that would reach out if its parts are read in some way."""
    rnd = random.Random(seed)
    before = [
        "?s ?p ?o .",
        "?s ?p true",
        "?s ?p 5.",
        "?s ?p 'x'@en",
        "?s ?p p:a\\'",
        "?s ?p p:a\\#",
    ]
    before += ['FILTER(?s<?b#>"""\n)', "FILTER(?s<?o&&?p!='>')", "# '\n", '# \r """ \n', "{}UNION"]
    before += [
        'FILTER(5<p:x#>"""\n)',
        "?s <x:p#'> ?o",
        "?s p:x? ?o",
        "?s ?p '\\\\'",
        "VALUES ?q {1}",
    ]
    words = [
        "SERVICE",
        "SERVICE SILENT",
        "SERVICESILENT",
        "servicE",
        "\\u0053ERVICE",
        "\u017fervice",
    ]
    after = ["", '#"""\n', "FILTER('a'!='b')", "?s ?p '''x'''", "# '\n", 'FILTER(?s != \'"""\')']
    parts = [f"PREFIX p:<{OUT}>", rnd.choice(["SELECT*{", "ASK{", "SELECT * WHERE {"])]
    parts += rnd.choices(before, k=rnd.randint(0, 3))
    parts += [
        rnd.choice(words),
        rnd.choice([f"<{OUT}q>", "p:q", "?v"]),
        BODY,
        *rnd.choices(after, k=2),
    ]
    return "".join(part + rnd.choice(["", " ", "\n"]) for part in parts) + "}"


def test_whatever_is_put_together_is_refused_or_makes_no_request(outside: Outside) -> None:
    for seed in range(400):
        query = _fragments(seed).replace(OUT, outside.address)
        try:
            check_query(query, [])
        except QueryRefused:
            continue
        _runs(query)
        assert outside.asked == [], query


def _verdict(query: str) -> bool:
    try:
        check_query(query, KNOWN)
    except QueryRefused:
        return False
    return True


def _quoted(text: str, quote: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return quote + escaped.replace('"', '\\"').replace("'", "\\'") + quote


@given(st.text(), st.sampled_from(["'", '"', "'''", '"""']), st.sampled_from([*HARMLESS.values()]))
def test_text_in_a_string_changes_no_verdict(text: str, quote: str, query: str) -> None:
    assert _verdict(f"SELECT * {{ ?x ?y {_quoted(text, quote)} }}")
    assert _verdict(query.replace("{", "{ ?x ?y " + _quoted(text, quote) + " . ", 1)) == _verdict(
        query
    )


@given(st.text().filter(lambda t: "\r" not in t and "\n" not in t))
def test_text_in_a_comment_changes_no_verdict(text: str) -> None:
    if "\\u" in text.lower():  # an escaped line break ends a comment, for some
        return
    for query in (HARMLESS["plain"], REACHING["plain"], REACHING["FROM"]):
        assert _verdict(f"#{text}\n{query}") == _verdict(query)
        assert _verdict(query.replace("{", f"{{ #{text}\n", 1)) == _verdict(query)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    _verdict(text)
    from_graphs(text)


def _kinds(node: object) -> set[str]:
    """The names of all parts of a query that rdflib's parser has read."""
    found = set()
    if isinstance(node, CompValue):
        found.add(node.name)
        node = list(node.values())
    if not isinstance(node, str) and hasattr(node, "__iter__"):
        for part in node:
            found |= _kinds(part)
    return found


@pytest.mark.parametrize("query", [*REACHING.values(), *HARMLESS.values()])
def test_the_verdict_agrees_with_a_parser(query: str) -> None:
    try:
        kinds = _kinds(parseQuery(query))
    except Exception:  # noqa: BLE001  (rdflib's parser raises anything)
        return  # not SPARQL to rdflib
    outside = query in REACHING.values()
    if not kinds & {"ServiceGraphPattern", "DatasetClause"}:
        outside &= query in ONLY_OXIGRAPH
    assert _verdict(query) != outside


@pytest.mark.parametrize("name", ["comparison with a comment", "comparison after EXISTS"])
def test_a_doubtful_comparison_says_how_to_write_it(name: str) -> None:
    with pytest.raises(QueryRefused):
        check_query(REACHING[name], KNOWN)
    with pytest.raises(QueryRefused, match="Put a blank after the <"):
        check_query("SELECT * { ?a ?x ?b FILTER(?a<?b#>\n) }", KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <x:a> <x:b> <x:c> }",
        "insert { ?s ?p ?o } where { ?s ?p ?o }",
        "PREFIX p: <x:> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/>",
        "CLEAR ALL",
        "DROP GRAPH <x:g>",
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_refused_with_what_to_do_instead(text: str) -> None:
    with pytest.raises(QueryRefused, match=r"read-only\. Change the tables"):
        check_query(text, KNOWN)


def test_a_mistyped_graph_is_answered_with_the_nearest() -> None:
    with pytest.raises(QueryRefused, match=f'Did you mean "{DERIVED_GRAPH}"'):
        check_query(f"SELECT * FROM <{DERIVED_GRAPH}s> {{ ?s ?p ?o }}", KNOWN)


def test_an_unknown_graph_of_an_empty_store_is_refused_in_whole_sentences() -> None:
    with pytest.raises(QueryRefused, match=r"is not a graph of this store\.$"):
        check_query("SELECT * FROM <x:g> { ?s ?p ?o }", [])


def test_graphs_are_named_in_their_order_with_prefixes_resolved() -> None:
    text = "PREFIX g: <x:g/> SELECT * FROM g:a FROM NAMED <x:b> from coop:c { ?s ?p 'FROM <x:d>' }"
    assert from_graphs(text) == ["x:g/a", "x:b", "https://w3id.org/coopgraph/ontology#c"]
    assert from_graphs(text, {"g": "x:no/", "coop": "x:c#"}) == ["x:g/a", "x:b", "x:c#c"]


def test_a_long_query_is_judged_in_a_moment() -> None:
    check_query("SELECT * { VALUES ?x { " + '"""a "b" c""" <x:y> p:q\n' * 20_000 + " } }", [])
    check_query("SELECT * { " + '"' * 50_000, [])
