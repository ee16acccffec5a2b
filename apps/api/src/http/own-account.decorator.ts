import { Reflector } from '@nestjs/core';

/** The endpoint is not for accounts of a class, says the endpoint table; see OwnAccountGuard. */
export const OwnAccount = Reflector.createDecorator<undefined, boolean>({ transform: () => true });
