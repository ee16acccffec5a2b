// In the syntax of 2009, so that every browser runs it. Served as immutable: a change here needs a new number in the
// file's name. Each of these features came with Safari 15.4 or later; Firefox and Chrome had the last of them in 2022.
if (
  !window.structuredClone ||
  !window.CSSLayerBlockRule ||
  !Object.hasOwn ||
  !Array.prototype.findLast ||
  !CSS.supports('height', '1dvh')
) {
  document.getElementById('too-old').hidden = false;
}
