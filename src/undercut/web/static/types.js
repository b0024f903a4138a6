// Shapes of what the server answers and of what a visitor sets, for the type checker alone: nothing loads this file.

/** @typedef {{q05: number, q10: number, q25: number, q50: number, q75: number, q90: number, q95: number}} Quantiles */
/** @typedef {"permitted" | "permitted_if" | "contested" | "barred"} Finding */
/** @typedef {{id: string, label: string}} Option */

/**
 * @typedef {object} Lever
 * @property {string} id
 * @property {string} label
 * @property {string} family
 * @property {string} unit_label
 * @property {string} unit_text
 * @property {number} baseline
 * @property {number} min
 * @property {number} max
 * @property {number} ramp months to build a change up
 */

/**
 * @typedef {object} Outcome
 * @property {string} id
 * @property {string} label
 * @property {string} unit
 * @property {string} unit_label
 * @property {string} kind
 * @property {boolean} higher_is_better
 * @property {{year: number, value: number}[]} observed
 */

/** @typedef {{id: string, label: string, says: string, values: string[]}} Fact */
/** @typedef {{id: string, label: string, rationale: string, options: Option[]}} Alternative */

/**
 * @typedef {object} Shipped a strategy that comes with the package
 * @property {string} id
 * @property {string} title
 * @property {string} objective
 * @property {number | null} budget
 * @property {Record<string, {to: number, from: string, ramp: number, until: string | null}>} levers
 * @property {{host: string, facts: Record<string, unknown>}} law
 */

/**
 * @typedef {object} Model
 * @property {string} basis
 * @property {string[]} families
 * @property {Lever[]} levers
 * @property {Outcome[]} outcomes
 * @property {Record<string, string>} labels
 * @property {string[]} objectives
 * @property {Alternative[]} alternatives
 * @property {Shipped[]} strategies
 * @property {{hosts: Option[], consents: string[], facts: Fact[]}} law
 * @property {Record<string, string>} payers
 * @property {{strategies: Record<string, string>, spare: string[]}} colors
 * @property {Record<string, Lever>} byId
 * @property {Record<string, Outcome>} outcome
 */

/** @typedef {{to: number, from?: string, ramp?: number, until?: string}} Setting */

/**
 * @typedef {object} Plan what makes a strategy: the part of the state that can be kept as a variant
 * @property {string} title
 * @property {Record<string, Setting>} levers levers off baseline
 * @property {number | null} budget USD of 2024 a year
 * @property {string} host
 * @property {Record<string, string>} facts
 */

/** @typedef {Plan & {id: string}} Variant */

/**
 * @typedef {object} Rest
 * @property {string} objective
 * @property {Record<string, string>} assume option by structural alternative
 * @property {[string, string]} charts
 * @property {Variant[]} kept own strategies, kept for comparison
 * @property {string[]} compare ids; "mine" is what the levers show
 * @property {string} tab
 */

/** @typedef {Plan & Rest} State */

/** @typedef {{unit: string, period: string, baseline: Quantiles, strategy: Quantiles, change: Quantiles, p_better: number}} Found */

/**
 * @typedef {object} Entry one strategy of an answer
 * @property {string} id
 * @property {string} title
 * @property {Finding} finding
 * @property {Record<string, Found>} outcomes
 * @property {Record<string, Found>} risks
 * @property {{added: Quantiles, present_value: Quantiles, by_payer: Record<string, Quantiles>}} cost
 */

/** @typedef {Record<keyof Quantiles, number[]>} Bands yearly quantiles */
/** @typedef {{unit: string, label: string, years: number[], baseline: Bands, strategy: Bands}} Pair */

/**
 * @typedef {object} Answer
 * @property {string} run_id
 * @property {number} seed
 * @property {number} futures
 * @property {Entry[]} strategies
 * @property {string[]} warnings
 * @property {Record<string, Pair>} bands
 * @property {{peak: number, peak_fiscal_year: number}} budget
 * @property {{by_lever: Record<string, unknown>}} cost
 * @property {{finding: Finding, on: string, levers: Record<string, Finding>, outlook: Record<string, Finding>}} law
 * @property {Record<string, string>} assumptions
 * @property {Record<string, Quantiles>} assumption_change of the baseline
 * @property {Record<string, Quantiles>} assumption_change_strategy of the strategy; empty while a lever moves
 */

/**
 * @typedef {object} Comparison
 * @property {number} futures
 * @property {number} seed
 * @property {Entry[]} strategies
 * @property {{a: string, b: string, outcome: string, p_a_better: number}[]} pairs
 * @property {Record<string, Record<string, Pair>>} bands by outcome and strategy
 */

/** @typedef {{id: string, citation: string}} Authority */

/**
 * @typedef {object} Layer
 * @property {Finding} finding
 * @property {{because: string, authorities: Authority[]}[]} reasons
 */

/**
 * @typedef {object} LeverCheck
 * @property {string} lever
 * @property {string} label
 * @property {Finding} finding
 * @property {Record<string, Layer>} layers
 * @property {string[]} conditions
 * @property {string[]} missing
 * @property {{steps?: string[], change: Record<string, string>, finding: Finding}[]} remedies
 * @property {Record<string, Finding>} alternatives
 */

/** @typedef {{finding: Finding, on: string, levers: LeverCheck[], warnings: string[]}} Check */

/**
 * @typedef {object} Cell of the legal map
 * @property {string} actor
 * @property {string} activity
 * @property {string} place
 * @property {Finding} finding
 * @property {boolean} gap
 * @property {string} layer
 * @property {Record<string, Finding>} layers
 * @property {Authority[]} authorities
 * @property {string[]} missing
 */

/**
 * @typedef {object} LegalMap
 * @property {string} host_label
 * @property {string} consent
 * @property {string} on
 * @property {string} coverage
 * @property {Cell[]} cells
 * @property {Option[]} actors
 * @property {(Option & {activities: Option[]})[]} places
 */

/**
 * @typedef {object} Evidential one graded finding
 * @property {string} id
 * @property {string} outcome
 * @property {string} text
 * @property {string} grade
 * @property {string} design_label
 * @property {string} place
 * @property {string} period
 * @property {string} mind
 * @property {{key: string}[]} sources
 */

/**
 * @typedef {object} LeverRecord everything that the drawer of a lever says
 * @property {string} definition
 * @property {string} unit_text
 * @property {string} unit_label
 * @property {string} planners_call_it
 * @property {number} baseline
 * @property {{low: number, high: number, period: string, judged: string | null}} baseline_detail
 * @property {string} range_rationale
 * @property {{typical: number, low: number, high: number, rationale: string | null}} ramp_detail
 * @property {{value: number, low: number, high: number}} unit_cost
 * @property {{kind: string, derivation: string, judged: string | null}} cost_detail
 * @property {string} payer_label
 * @property {string} lead_label
 * @property {string[]} examples
 * @property {{quantity: string, form: string, sign: string}[]} dynamics
 * @property {string} consent_text
 * @property {Evidential[]} findings
 * @property {Record<string, number>} grades
 * @property {string[]} not_shown
 * @property {{id: string, short: string, years: string, lesson: string}[]} cases
 * @property {{key: string}[]} sources
 * @property {{id: string, citation: string, title: string}[]} authorities
 * @property {{label: string, kind: string, turns_on: string}[]} contrast
 * @property {string} saturation
 * @property {string[]} side_effects
 * @property {string} limits
 * @property {string} co_benefits
 * @property {string} harms
 */

/**
 * @typedef {object} CaseLine a past operation in a line
 * @property {string} id
 * @property {string} short
 * @property {string} years
 * @property {string} kind
 * @property {string} grade
 * @property {string[]} levers
 * @property {boolean} provisional
 */

/** @typedef {{lesson: string, cases_for: string[], cases_against: string[], limits: string}} Lesson */
/** @typedef {{what?: string, text?: string, value?: string, period?: string, direction?: string, direction_label?: string, attribution_label?: string}} CaseRow */
/** @typedef {{key: string, author: string, year: string, title: string, url?: string}} Source */

/** @typedef {"rest" | "asking"} Phase */

/**
 * @typedef {object} Tell what views may ask of the page
 * @property {(id: string, value: number) => void} move
 * @property {() => void} rest
 * @property {(id: string) => void} open
 * @property {(id: string, setting: Setting | null) => void} set
 * @property {(change: (state: State) => void) => void} change
 * @property {(name: string) => void} tab
 * @property {() => void} keep
 * @property {(state: State, all?: boolean) => unknown[]} lawControls
 * @property {(text: string, said: string) => Promise<void>} copy
 * @property {(failure: unknown) => void} failed
 * @property {(key: string) => void} evidence
 * @property {(id: string) => void} openCase
 */

export {};
