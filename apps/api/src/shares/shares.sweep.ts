import { Injectable } from '@nestjs/common';
import { Sweep } from '../background/loop.js';
import { ShareLinks } from './share-links.service.js';

/** So long a stream that a guest has open may outlast the link. */
const LOOK_MS = 10_000;

@Injectable()
export class SharesSweep extends Sweep {
  constructor(private readonly links: ShareLinks) {
    super(LOOK_MS);
  }

  sweep(): Promise<void> {
    return this.links.sweep();
  }
}
