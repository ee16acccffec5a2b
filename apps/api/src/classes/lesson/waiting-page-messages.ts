import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gateway } from '../../gateway/gateway.js';
import { OwnClasses } from '../own-classes.js';

/** Shows what teachers have written also to members who wait for their service, and not for the dashboard. */
@Injectable()
export class WaitingPageMessages implements OnModuleInit {
  constructor(
    private readonly gateway: Gateway,
    private readonly own: OwnClasses,
  ) {}

  onModuleInit(): void {
    this.gateway.showMessages(async (userId) => {
      const { classes } = await this.own.of(userId);
      return classes.flatMap(({ messages }) => messages);
    });
  }
}
