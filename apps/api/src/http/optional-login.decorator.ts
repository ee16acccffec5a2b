import { Reflector } from '@nestjs/core';

/** Opens a route to requests without any token. A request with a token must be logged in, as on other routes. */
export const OptionalLogin = Reflector.createDecorator<undefined, boolean>({ transform: () => true });
