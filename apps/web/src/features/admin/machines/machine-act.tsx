import type { Machine } from '@spawner/contracts';
import { useState } from 'react';
import { Question } from '../../../components/question.js';
import { Button } from '../../../components/ui/button.js';
import { useMachineAct } from './machines.query.js';
import { useMachineTexts } from './texts/use-machine-texts.js';

/** Drains a machine, or brings it back, after a question. What does not answer can be drained too: its containers move. */
export function MachineAct({ machine: { id, name, state } }: { machine: Machine }) {
  const text = useMachineTexts();
  const act = state === 'draining' ? 'resume' : 'drain';
  const [asked, ask] = useState<typeof act | null>(null);
  return (
    <>
      <Button variant="outline" size="compact" aria-label={`${text(act)}: ${name}`} onClick={() => ask(act)}>
        {text(act)}
      </Button>
      {asked && <ActQuestion act={asked} id={id} name={name} onClose={() => ask(null)} />}
    </>
  );
}

interface ActQuestionProps {
  act: 'drain' | 'resume';
  id: string;
  name: string;
  onClose: () => void;
}

function ActQuestion({ act, id, name, onClose }: ActQuestionProps) {
  const text = useMachineTexts();
  const mutation = useMachineAct(act, id);
  return (
    <Question
      title={text(`${act}Title`, { name })}
      text={text(`${act}Text`)}
      confirm={text(act)}
      tone={act === 'drain' ? 'danger' : 'primary'}
      act={mutation}
      onConfirm={() => mutation.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
