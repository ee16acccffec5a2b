export const de = {
  title: 'Einstellungen',
  text: 'Sie gelten sofort, ohne Neustart. Was in der Datei .env steht, gewinnt.',
  accounts: {
    title: 'Konten',
    text: 'Was mit gelöschten Konten geschieht.',
  },
  classes: {
    title: 'Klassen',
    text: 'Für Lehrkräfte und ihre Klassen.',
  },
  capacity: {
    title: 'Platz auf dem Server',
    text: 'Wie viel Container zusammen belegen dürfen. Ein leeres Feld überlässt es Spawner.',
  },
  managers_create_classes: {
    label: 'Lehrkräfte legen Klassen an',
    text: 'Wer die Rolle Leitung hat, legt eigene Klassen an. Sonst tun das nur Admins.',
  },
  own_deletion: {
    label: 'Eigenes Konto löschen',
    text: 'Personen dürfen ihr Konto selbst löschen.',
  },
  deletion_days: {
    label: 'Frist bis zum Löschen der Daten',
    text: 'So lange lässt sich ein gelöschtes Konto wiederherstellen. 0: sofort.',
  },
  pupil_address: {
    label: 'Anrede von Schülerinnen und Schülern',
    text: 'So sprechen deutsche Texte alle an, die weder Lehrkraft noch Admin sind.',
    sie: 'Sie',
    du: 'du',
  },
  material_mb: {
    label: 'Größtes Material',
    text: 'Höchstens so viel auf einmal, gepackt und ausgepackt.',
  },
  capacity_memory_mb: {
    label: 'Arbeitsspeicher',
    text: 'Zugesagt wird höchstens so viel; weitere Starts warten.',
  },
  capacity_cores: {
    label: 'Prozessorkerne',
    text: 'Dürfen mehr sein, als der Rechner hat: Wer nichts tut, braucht keinen.',
  },
  capacity_running: {
    label: 'Container gleichzeitig',
    text: 'Starten, laufen oder pausieren. Leer: keine feste Zahl.',
  },
  capacity_disk_floor_mb: {
    label: 'Freier Speicherplatz',
    text: 'Ist weniger frei, startet nichts Neues.',
  },
  capacity_wait_minutes: {
    label: 'Längste Wartezeit',
    text: 'Danach scheitert der Start mit einem Rat.',
  },
  capacity_make_room_minutes: {
    label: 'Platz machen nach',
    text: 'Wartet jemand, werden Container gestoppt, die länger als das pausieren. Ihre Dateien bleiben.',
  },
  units: { days: 'Tage', minutes: 'Minuten', mb: 'MiB', cores: 'Kerne', containers: 'Container' },
  computed: 'berechnet: {{value}}',
  unlimited: 'unbegrenzt',
  range: 'Eine Zahl von {{min}} bis {{max}}.',
  rangeOrEmpty: 'Eine Zahl von {{min}} bis {{max}}, oder leer.',
} as const;
