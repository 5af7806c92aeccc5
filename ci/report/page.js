// The filter of the table; without it the table is whole.
const form = document.querySelector('.filter');
const rows = [...document.querySelectorAll('.cases tr[class]')];
const apply = () => {
  const words = form.querySelector('[type=search]').value.toLowerCase();
  const kinds = [...form.querySelectorAll(':checked')].map(box => box.value);
  for (const row of rows)
    row.hidden = !kinds.includes(row.className) ||
      !row.textContent.toLowerCase().includes(words);
};
form.hidden = false;
form.addEventListener('input', apply);
// What is folded up is unfolded on paper.
addEventListener('beforeprint', () => {
  for (const fold of document.querySelectorAll('details'))
    fold.open = true;
});
