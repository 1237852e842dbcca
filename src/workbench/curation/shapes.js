/** What the API answers about local codes and mappings. @module */

/**
 * @typedef {object} Line A row of the list.
 * @property {string} code
 * @property {number} occurrence
 * @property {string} name
 * @property {number} [usage]
 * @property {number} rank
 * @property {string} [assignee]
 * @property {string} state
 * @property {number} version 0 without a mapping.
 * @property {string} [author]
 * @property {string} [outcome]
 * @property {{ code: string, display: string }[]} [targets]
 * @property {{ code: string, display: string, score: number, warnings: number }} [suggestion]
 * @property {"saving" | "failed"} [writing] Only here: a decision that is not confirmed yet, or was refused.
 * @property {boolean} [moved] Only here: somebody else changed it a moment ago.
 */

/** @typedef {{ code: string, words: string }} Explanation */

/**
 * @typedef {object} Suggestion
 * @property {string} code
 * @property {string} display
 * @property {number} score
 * @property {boolean} proposed
 * @property {Explanation[]} reasons
 * @property {Explanation[]} warnings
 */

/**
 * @typedef {object} Target
 * @property {string} [system]
 * @property {string} [edition]
 * @property {string} code
 * @property {string} [display]
 * @property {string} relationship
 * @property {any[]} [when]
 */

/**
 * @typedef {object} Decision
 * @property {"mapped" | "no-match" | "ignored"} outcome
 * @property {Target[]} [targets]
 * @property {string} [reason]
 * @property {string} [review_on]
 */

/**
 * @typedef {object} Mapping
 * @property {string} dictionary
 * @property {string} code
 * @property {string} name
 * @property {string} state
 * @property {Decision} decision
 * @property {string} justification
 * @property {any} origin
 * @property {string} author
 * @property {string} [submitted_by]
 * @property {string} [reviewer]
 * @property {string} [reviewed_at]
 * @property {number} version
 * @property {string} updated_at
 */

/**
 * @typedef {object} Row A row with everything that stands beside it.
 * @property {string} code
 * @property {number} occurrence
 * @property {string} name
 * @property {Record<string, string>} attributes
 * @property {number} [usage]
 * @property {number} rank
 * @property {number} row
 * @property {string} [assignee]
 * @property {Mapping} [mapping]
 * @property {Suggestion[]} suggestions
 * @property {{ kind: string, target?: string, words: string }[]} risks
 * @property {{ hospitals: number, choices: { hospitals: number, named: string[], targets: Target[] }[] }} [others]
 * @property {boolean} outlier
 * @property {string} [withdrawn]
 * @property {Note[]} notes
 * @property {{ code: string, name: string }[]} same_name
 * @property {Mapping[]} sides
 */

/** @typedef {{ code: string, number: number, account: string, at: string, text: string }} Note */

/**
 * @typedef {object} TakenStep
 * @property {number} version
 * @property {string} step
 * @property {string} state
 * @property {string} name
 * @property {Decision} decision
 * @property {string} account
 * @property {string} at
 * @property {string} reason
 * @property {any} origin
 * @property {number} [bulk]
 */

export {};
