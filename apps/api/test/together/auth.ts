import { specsOf } from '../specs-of.js';

specsOf('auth');
