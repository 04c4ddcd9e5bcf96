// Marks the parts of a text that its twin on the other side has not.

// Positions of `right` that `left` keeps, by the longest common subsequence; null when too large.
const LCS_CELLS = 90000;
const lcs = (left, right) => {
  const n = left.length, m = right.length;
  if (n * m > LCS_CELLS) return null;
  const width = m + 1, length = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      length[i * width + j] = left[i] === right[j] ? length[(i + 1) * width + j + 1] + 1
        : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < n && j < m;) {
    if (left[i] === right[j]) pairs.push([i++, j++]);
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
};

const words = (text) => text.match(/[\p{L}\p{N}_]+|\s+|./gsu) || [];

// `text` as nodes in which what differs from `other` is marked.
const marked = (text, other) => {
  if (typeof text !== "string" || typeof other !== "string" || text === other) return [text];
  const mine = words(text), pairs = lcs(mine, words(other));
  if (!pairs || pairs.length * 4 < mine.length) return [el("mark", {}, text)];
  const kept = new Set(pairs.map(([at]) => at)), nodes = [];
  for (let at = 0; at < mine.length;) {
    const from = at, equal = kept.has(at);
    while (at < mine.length && kept.has(at) === equal) at++;
    const part = mine.slice(from, at).join("");
    nodes.push(equal ? part : el("mark", {}, part));
  }
  return nodes;
};
