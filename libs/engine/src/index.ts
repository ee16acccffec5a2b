export * from './build-context.js';
export * from './container-name.js';
export * from './environment.js';
export * from './image-reference.js';
export * from './labels.js';
export * from './network.js';
export * from './template-file.js';
export * from './volume-helper.js';
