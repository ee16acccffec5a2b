// Sets the theme before the first paint. Served as immutable: a change here needs a new number in the file's name.
(function () {
  let preference = null;
  try {
    preference = localStorage.getItem('spawner.theme');
  } catch {
    // Storage is blocked: the system decides.
  }
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.classList.toggle('dark', preference === 'dark' || (preference !== 'light' && systemIsDark));
})();
