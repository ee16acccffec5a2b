import { firstAnswer } from './first-answer.mjs';
import { timed } from './measure.mjs';

/** Milliseconds from the click on the card to the first 200 of the page. `door` is where visitors get in. */
export const click = (person, door) =>
  timed(async () => {
    await person.hasLaunched('dev');
    await firstAnswer({
      ...door,
      path: `/${person.slug}-dev/`,
      headers: { ...door.headers, 'x-spawner-token': person.token },
    });
  });

/** The built-in gateway. */
export const doorOf = ({ port }) => ({ host: '127.0.0.1', port });
