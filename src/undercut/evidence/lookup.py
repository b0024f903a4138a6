"""Where does a number come from? Start with `lookup`.

A key is a parameter (`people.hazard_untreated`), a lever, a finding, a cost, a series (also
`series/place` or `series/place/period`), a source, a region, a corridor or one of its quantities
(`eastern_pacific.share_of_flow`), or a model note (`06`).
"""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from undercut.core.errors import EvidenceError, Problem
from undercut.evidence import coverage as counting
from undercut.evidence import walk
from undercut.evidence.case_records import case_record, figure_record, load_cases
from undercut.evidence.casebook import figures
from undercut.evidence.catalog import load_catalog
from undercut.evidence.corridors import Figure, Quantity, load_corridors
from undercut.evidence.costs import load_costs
from undercut.evidence.effects import GRADES, load_effects
from undercut.evidence.event_records import event_record
from undercut.evidence.events import load_events
from undercut.evidence.history import load_start
from undercut.evidence.history_records import input_record, inputs
from undercut.evidence.model_notes import load_model_notes
from undercut.evidence.parameters import load_parameters
from undercut.evidence.records import Cited, Record, Use
from undercut.evidence.regions import load_regions
from undercut.evidence.schema import SourceRef
from undercut.evidence.series import Row, load_series
from undercut.evidence.sources import load_sources
from undercut.evidence.usage import once, place_of, place_of_quantity, users_of, users_of_axis


def lookup(key: str) -> Record:
    """Trace one number, or one source.

    Raises
    ------
    EvidenceError : nothing has that key; names the nearest.

    """
    name = key.strip()
    for load, record in _KINDS:
        if name in load():
            return record(name)
    if "/" in name:
        return _observations(name)
    known = [known for load, _ in _KINDS for known in load()]
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean '{near[0]}'?" if near else "Try a parameter, a lever, a series, a source."
    raise EvidenceError(Problem(f"the evidence has no '{key}'.", hint=hint))


def coverage() -> counting.Coverage:
    """How much of all evidence was sourced, seen and judged."""
    return counting.coverage()


def _parameter(key: str) -> Record:
    parameter = load_parameters()[key]
    values = tuple(
        (f"from {value.start}" if value.start else "value", value.describe())
        for value in parameter.values
    )
    refs = [ref for value in parameter.values for ref in value.sources]
    rows = [
        row
        for value in parameter.values
        if value.observed is not None
        for group in value.observed.rows()
        for row in group
    ]
    index = (("index", parameter.index),) if parameter.index else ()
    begun = load_start().get(key)
    if begun is not None:
        values += (("start of history", begun.at().describe()),)
    return Record(
        key,
        "alternative" if parameter.kind == "alternative" else "parameter",
        parameter.label,
        parameter.kind,
        parameter.unit,
        index + values,
        _cited([*refs, *_row_refs(rows)]),
        " ".join((parameter.rationale or "").split()),
        _notes(parameter.notes),
        users_of(key),
        *place_of(key),
    )


def _lever(key: str) -> Record:
    lever = load_catalog().levers[key]
    base, reach, ramp, cost = lever.baseline, lever.range, lever.ramp_months, lever.unit_cost
    low, value, high = lever.unit_cost_2024
    costs = load_costs()
    values = (
        ("family", lever.family),
        ("unit in words", lever.unit_text),
        ("baseline", f"{_number(base.value, base.low, base.high)}, {base.period}"),
        ("range", f"{_number(None, reach.min, reach.max)}: {reach.rationale}"),
        ("ramp, months", f"{ramp.typical:g} ({ramp.low:g} to {ramp.high:g})"),
        ("unit cost", f"{value:,.0f} ({low:,.0f} to {high:,.0f}) {cost.unit}, dollars of 2024"),
        ("cost is", f"{cost.kind}: {cost.derivation}"),
        ("payer", lever.payer),
        ("needs consent", lever.needs_consent),
        ("findings", ", ".join(lever.effects) or "none"),
        ("cases", ", ".join(lever.cases) or "none"),
        ("authorities", ", ".join(lever.authorities) or "none"),
    )
    refs = [*base.sources, *reach.sources, *ramp.sources, *cost.sources]
    refs += [ref for name in cost.costs for ref in costs[name].sources]
    judged = [("baseline", base.judged), ("unit cost", cost.judged), ("ramp", ramp.rationale)]
    return Record(
        key,
        "lever",
        lever.label,
        "judged in part" if base.judged or cost.judged else "sourced",
        lever.unit,
        values,
        _cited(refs),
        " ".join(f"{name.capitalize()}: {text}" for name, text in judged if text),
        (lever.definition, lever.saturation, lever.limits),
        users_of(key, fields=("levers", "lever")),
        *place_of(key),
    )


def _effect(key: str) -> Record:
    effect = load_effects()[key]
    size = effect.effect
    levers = load_catalog().legacy_names.effects.get(effect.lever, ())
    number = _number(size.value, size.low, size.high)
    values = [
        ("outcome", effect.outcome),
        ("effect", f"{number or 'no number'} {size.unit} ({size.kind}, {size.interval})"),
        ("finding", effect.finding or ""),
        ("lag, months", _months(effect.lag_months)),
        ("lasts, months", _months(effect.duration_months)),
        ("where", effect.population_or_place),
        ("when", effect.period),
        ("design", effect.design),
        ("levers", ", ".join(levers) or "none: informs a parameter"),
    ]
    return Record(
        key,
        "finding",
        effect.outcome,
        f"{effect.grade}: {GRADES[effect.grade]}",
        size.unit,
        tuple((name, text) for name, text in values if text),
        _cited(effect.sources),
        "",
        (effect.transport_note,),
        users_of(key),
        *place_of(key),
    )


def _cost(key: str) -> Record:
    cost = load_costs()[key]
    return Record(
        key,
        "cost",
        cost.item,
        cost.kind,
        cost.unit,
        (
            ("value", _number(cost.value, cost.low, cost.high)),
            ("dollars of", str(cost.price_year)),
        ),
        _cited(cost.sources),
        "",
        _notes(cost.note),
        users_of(key),
        *place_of(key),
    )


def _series(key: str) -> Record:
    series = load_series()
    return _of_rows(key, series.rows(key), f"observed series, {len(series.places(key))} places")


def _observations(key: str) -> Record:
    name, place, *period = key.split("/", 2)
    rows = load_series().rows(name, place)
    if period:
        found = load_series().row(name, place, period[0])
        rows = [row for row in rows if row.period == found.period]
    return _of_rows(key, rows, f"observed series {name}, {place}")


def _of_rows(key: str, rows: list[Row], label: str) -> Record:
    units = list(dict.fromkeys(row.unit for row in rows))
    mixed = len(units) > 1
    values = tuple(
        (
            f"{row.place} {row.period}",
            f"{row.value:,.10g}" + (f" {row.unit}" if mixed else ""),
        )
        for row in rows
    )
    notes = tuple(dict.fromkeys(f"{r.place} {r.period}: {r.note}" for r in rows if r.note))
    used = users_of(key.split("/")[0])
    return Record(
        key,
        "series",
        label,
        "measured",
        "; ".join(units),
        values,
        _cited(_row_refs(rows)),
        "",
        notes[:40],
        used,
        rows[0].file,
        rows[0].line,
    )


def _source(key: str) -> Record:
    source = load_sources()[key]
    uses = [
        Use(mention.noun, mention.owner, mention.file, mention.line)
        for mention in walk.citations()
        if mention.key == key
    ]
    return Record(
        key,
        "source",
        source.title,
        source.kind,
        "",
        tuple(
            (name, text)
            for name, text in (
                ("author", source.author),
                ("year", source.year),
                ("in", source.publisher),
                ("address", source.url),
                ("citation", source.cite()),
            )
            if text
        ),
        notes=_notes(source.note),
        used_by=once(uses),
        file="data/sources.bib",
        line=source.line,
    )


def _region(key: str) -> Record:
    regions = load_regions()
    region, people = regions.regions[key], regions.population
    year = people.last_year
    return Record(
        key,
        "region",
        region.label,
        regions.kind,
        people.unit,
        (
            ("states", ", ".join(region.states)),
            (f"population {year}", f"{regions.inhabitants(key, year):,}"),
        ),
        _cited([SourceRef(key=people.source, locator=people.moment, verified=people.verified)]),
        " ".join(regions.rationale.split()),
        (region.why, " ".join(people.note.split())),
        users_of_axis("region"),
        *place_of(key),
    )


def _corridor(key: str) -> Record:
    corridors = load_corridors()
    corridor = next(c for c in (*corridors.transit_zones, *corridors.entry_modes) if c.id == key)
    zone = corridor in corridors.transit_zones
    figures = [figure for q in corridor.quantities.values() for figure in q.figures]
    return Record(
        key,
        "transit zone" if zone else "entry mode",
        corridor.label,
        "",
        "",
        tuple(
            (f"{name}, {quantity.unit}", _say_figure(figure))
            for name, quantity in corridor.quantities.items()
            for figure in quantity.figures
        ),
        _cited(_figure_refs(figures)),
        "",
        tuple(text for text in (corridor.covers, corridor.note) if text),
        users_of_axis("zone" if zone else "entry_mode"),
        *place_of(key),
    )


def _quantity(key: str) -> Record:
    quantity: Quantity = load_corridors().quantities()[key]
    return Record(
        key,
        "quantity",
        key.replace("_", " ").replace(".", ": "),
        "",
        quantity.unit,
        tuple((figure.period or "value", _say_figure(figure)) for figure in quantity.figures),
        _cited(_figure_refs(quantity.figures)),
        "",
        _notes(quantity.note),
        (),
        *place_of_quantity(key),
    )


def _model_note(key: str) -> Record:
    note = load_model_notes()[key]
    users = [
        Use("lever", lever.id, "", 0)
        for lever in load_catalog().levers.values()
        if any(key in acts.model.replace(",", " ").split() for acts in lever.acts_on)
    ]
    return Record(
        key,
        "model note",
        note.subject,
        sources=_cited(note.sources),
        used_by=once(users),
        file="data/model_notes.yaml",
        line=place_of(key)[1],
    )


def _number(value: float | None, low: float | None, high: float | None) -> str:
    text = f"{value:,.10g}" if value is not None else ""
    if low is None and high is None:
        return text
    ends = " to ".join(f"{end:,.10g}" if end is not None else "?" for end in (low, high))
    return f"{text} ({ends})" if text else ends


def _months(months: Any) -> str:
    return f"{months.low:g} to {months.high:g}" if months is not None else ""


def _say_figure(figure: Figure) -> str:
    if figure.by_period:
        text = ", ".join(f"{year}: {value:g}" for year, value in figure.by_period.items())
    else:
        text = _number(figure.value, figure.low, figure.high) or "not known"
    head = ", ".join(part for part in (figure.of, figure.period) if part)
    tail = f"; judged: {figure.rationale}" if figure.kind == "judged" else ""
    note = f" ({figure.note})" if figure.note else ""
    return f"{head + ': ' if head else ''}{text}{tail}{note}"


def _notes(text: str | None) -> tuple[str, ...]:
    return (" ".join(text.split()),) if text else ()


def _cited(refs: Iterable[SourceRef]) -> tuple[Cited, ...]:
    return tuple(Cited.of(ref) for ref in dict.fromkeys(refs))


def _row_refs(rows: Iterable[Row]) -> list[SourceRef]:
    """One reference a source and mark, with the periods that it covers."""
    by_source: dict[tuple[str, bool], list[Row]] = {}
    for row in rows:
        by_source.setdefault((row.source, row.verified), []).append(row)
    return [
        SourceRef(
            key=source,
            locator=f"{found[0].series}, {found[0].period} to {found[-1].period}"
            if len(found) > 1
            else f"{found[0].series}, {found[0].place}, {found[0].period}",
            verified=verified,
        )
        for (source, verified), found in by_source.items()
    ]


def _figure_refs(figures: Iterable[Figure]) -> list[SourceRef]:
    return [
        SourceRef(
            key=figure.source,
            locator=figure.note or figure.period or "value",
            verified=bool(figure.verified),
        )
        for figure in figures
        if figure.source is not None
    ]


def _corridor_ids() -> set[str]:
    corridors = load_corridors()
    return {corridor.id for corridor in (*corridors.transit_zones, *corridors.entry_modes)}


_KINDS: tuple[tuple[Callable[[], Any], Callable[[str], Record]], ...] = (
    (load_parameters, _parameter),
    (lambda: load_catalog().levers, _lever),
    (load_effects, _effect),
    (load_costs, _cost),
    (lambda: set(load_series().names), _series),
    (load_sources, _source),
    (lambda: load_regions().regions, _region),
    (_corridor_ids, _corridor),
    (lambda: load_corridors().quantities(), _quantity),
    (load_model_notes, _model_note),
    (load_cases, case_record),
    (figures, figure_record),
    (lambda: load_events().by_id(), event_record),
    (inputs, input_record),
)
