const FIRST = [
  ...['Anna', 'Ben', 'Çağla', 'David', 'Élodie', 'Finn', 'Greta', 'Hüseyin', 'Ida', 'Jörg', 'Karla', 'Łukasz', 'Mia'],
  ...['Noah', 'Olga', 'Paul', 'Quentin', 'Rosa', 'Samir', 'Tuana', 'Uwe', 'Vera', 'Wanda', 'Xenia', 'Yasin', 'Zoé'],
  ...['Amir', 'Berta', 'Clara', 'Deniz'],
];
const LAST = ['Müller', 'Schmidt', 'Nguyễn', 'Yılmaz', 'Weiß', 'Kowalska', 'Berg', 'O’Brien', 'von der Heide'];

/** Every first name occurs once in a class of thirty. */
export const people = (count) =>
  Array.from({ length: count }, (_, at) => {
    const round = Math.floor(at / FIRST.length);
    return `${FIRST[at % FIRST.length]} ${LAST[(at * 4 + round) % LAST.length]}`;
  });
