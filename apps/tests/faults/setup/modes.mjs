/** Of docker/mimic. Each is a template of the product under test, so each person has a card for each. */
export const MODES = ['ok', 'exit', 'silent', 'late', 'greedy', 'crash'];
