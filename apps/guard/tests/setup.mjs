import { findEngine } from '../../api/test/engine.setup.mjs';

export default findEngine;
