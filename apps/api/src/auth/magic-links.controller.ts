import { Body, Controller, UseGuards } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import { EmailRequest, endpoints, type MessageResponse } from '@spawner/contracts';
import type { Language } from '../common/i18n/language.js';
import { textsIn } from '../common/i18n/catalogue.js';
import { ReaderLanguage } from '../common/reader-language.decorator.js';
import { Serves } from '../common/serves.decorator.js';
import { MagicLinkRequests } from './magic-link-requests.service.js';
import { Public } from './public.decorator.js';

@Public()
@UseGuards(ThrottlerGuard)
@Controller()
export class MagicLinksController {
  constructor(private readonly requests: MagicLinkRequests) {}

  @Serves(endpoints.signup)
  async signup(
    @Body({ schema: EmailRequest }) { email }: EmailRequest,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.requests.signup(email, language);
    return onItsWay(language);
  }

  @Serves(endpoints.login)
  async login(
    @Body({ schema: EmailRequest }) { email }: EmailRequest,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.requests.login(email, language);
    return onItsWay(language);
  }
}

const onItsWay = (language: Language): MessageResponse => ({ message: textsIn(language).answers.mail_on_its_way });
