import { Reflector } from '@nestjs/core';

/** Opens a route to people who wait for approval, or were refused; all other routes refuse them. */
export const OpenWhileWaiting = Reflector.createDecorator<undefined, boolean>({ transform: () => true });
