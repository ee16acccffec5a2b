import { Injectable } from '@nestjs/common';
import { Loop } from '../background/loop.js';
import { UserBlocks } from './user-blocks.js';

/** How long sessions of a blocked user may last when ending them right after the block has failed. */
const EVERY_MS = 60_000;

@Injectable()
export class UserBlocksSweep extends Loop {
  constructor(private readonly blocks: UserBlocks) {
    super(EVERY_MS);
  }

  sweep(): Promise<void> {
    return this.blocks.enforce();
  }
}
