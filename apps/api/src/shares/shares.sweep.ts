import { Injectable } from '@nestjs/common';
import { Loop } from '../background/loop.js';
import { ShareLinks } from './share-links.service.js';

/** For at most so long a guest's open stream outlives its link. */
const LOOK_MS = 10_000;

@Injectable()
export class SharesSweep extends Loop {
  constructor(private readonly links: ShareLinks) {
    super(LOOK_MS);
  }

  sweep(): Promise<void> {
    return this.links.sweep();
  }
}
