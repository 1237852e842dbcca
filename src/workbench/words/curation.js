/** Texts of the work list and of review. Each is `[Chinese, English]`. @module */

export const CURATION = /** @type {const} */ ({
  "state.unmapped": ["未对照", "Unmapped"],
  "state.suggested": ["有推荐", "Suggested"],
  "state.drafted": ["已编制", "Drafted"],
  "state.in-review": ["审核中", "In review"],
  "state.returned": ["已退回", "Returned"],
  "state.approved": ["已审核", "Approved"],
  "state.released": ["已发布", "Released"],
  "state.needs-recheck": ["待复核", "Needs recheck"],
});
