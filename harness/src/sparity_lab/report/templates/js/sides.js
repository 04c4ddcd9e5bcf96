// Two things side by side, one above the other on a phone.
const sides = (left, right, leftName, rightName, words = ["Expected", "Candidate"]) => el("div", { class: "sides" },
  el("div", { class: "left" }, el("p", { class: "side-name" }, el("b", {}, words[0]), ` ${leftName}`), left),
  el("div", { class: "right" }, el("p", { class: "side-name" }, el("b", {}, words[1]), ` ${rightName}`), right));
