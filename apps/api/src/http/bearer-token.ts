import { ExtractJwt } from 'passport-jwt';

/** The token of an `Authorization: Bearer …` header, or null. */
export const bearerToken = ExtractJwt.fromAuthHeaderAsBearerToken();
