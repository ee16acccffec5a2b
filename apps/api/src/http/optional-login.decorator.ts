import { Reflector } from '@nestjs/core';

/** Opens a route to requests without any token. One that carries a token has to be logged in, as everywhere. */
export const OptionalLogin = Reflector.createDecorator<undefined, boolean>({ transform: () => true });
