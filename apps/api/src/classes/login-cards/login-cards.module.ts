import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { ClassesModule } from '../classes.module.js';
import { LoginCardActs } from './login-card-acts.js';
import { LoginCardsController } from './login-cards.controller.js';
import { NewCards } from './new-cards.js';

@Module({
  imports: [AuthModule, ClassesModule],
  controllers: [LoginCardsController],
  providers: [LoginCardActs, NewCards],
  exports: [NewCards],
})
export class LoginCardsModule {}
