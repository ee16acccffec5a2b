import type { Texts } from './texts.js';

export const de: Texts = {
  errors: {
    invalid_request: {
      title: 'Die Anfrage ist ungültig.',
      detail: 'Bitte prüfen Sie die genannten Felder und senden Sie die Anfrage erneut.',
    },
    body_too_large: {
      title: 'Die Anfrage ist zu groß.',
      detail: 'Senden Sie höchstens 64 KiB.',
    },
    headers_too_large: {
      title: 'Die Anfrage hat zu viele oder zu lange Kopfzeilen.',
      detail: 'Löschen Sie die Cookies dieser Seite im Browser und versuchen Sie es erneut.',
    },
    address_too_long: {
      title: 'Die Adresse ist zu lang.',
      detail: 'Kürzen Sie sie auf höchstens 8.192 Zeichen.',
    },
    request_timeout: {
      title: 'Die Anfrage kam nicht rechtzeitig an.',
      detail: 'Prüfen Sie die Verbindung und versuchen Sie es erneut.',
    },
    unsupported_media_type: {
      title: 'Dieses Datenformat wird nicht angenommen.',
      detail: 'Senden Sie den Inhalt als application/json.',
    },
    not_found: {
      title: 'Hier gibt es nichts.',
      detail: 'Prüfen Sie die Adresse. Ein Service ist nur erreichbar, solange er läuft: starten Sie ihn im Dashboard.',
    },
    method_not_allowed: {
      title: 'Diese Methode gibt es hier nicht.',
      detail: 'Unter /api/docs steht, welche Methode diese Adresse annimmt.',
    },
    not_logged_in: {
      title: 'Sie sind nicht angemeldet.',
      detail: 'Melden Sie sich mit einem Magic Link an und versuchen Sie es erneut.',
    },
    forbidden: {
      title: 'Das ist Ihnen nicht erlaubt.',
      detail: 'Bitten Sie eine Person mit Administratorrechten um Hilfe.',
    },
    access_denied: {
      title: 'Dieser Service gehört jemand anderem.',
      detail:
        'Nur die Person, der er gehört, kann ihn öffnen. Öffnen Sie Ihren eigenen im Dashboard oder melden Sie sich als diese Person an.',
    },
    own_origin_needed: {
      title: 'Dieser Service kann hier niemand anderem gezeigt werden.',
      detail:
        'Die Person, der er gehört, kann ihn öffnen. Um ihn sicher zu teilen, brauchen Services eigene Adressen: mit ROUTING=subdomain lassen sie sich einrichten.',
    },
    visit_unannounced: {
      title: 'Dieser Service gehört jemand anderem.',
      detail: 'Wer Administratorrechte hat, kann ihn öffnen, nachdem der Besuch angekündigt ist.',
    },
    labels_outdated: {
      title: 'Dieser Container wurde unter anderen Regeln erstellt.',
      detail: 'Die Person, der er gehört, kann ihn im Dashboard neu erstellen; was er aufbewahrt, bleibt erhalten.',
    },
    entry_failed: {
      title: 'Dieser Weg hinein gilt nicht mehr.',
      detail: 'Öffnen Sie den Service im Dashboard noch einmal. Der Browser muss Cookies annehmen.',
    },
    share_ended: {
      title: 'Dieser geteilte Link gilt nicht mehr.',
      detail: 'Er ist abgelaufen oder wurde beendet. Bitten Sie die Person, von der Sie ihn haben, um einen neuen.',
    },
    too_many_shares: {
      title: 'Für diesen Service gibt es schon {most} Links.',
      detail: 'Beenden Sie einen, den niemand mehr braucht, und erstellen Sie dann einen neuen.',
    },
    own_account: {
      title: 'Das geht nicht beim eigenen Konto.',
      detail: 'Bitten Sie einen anderen Admin darum.',
    },
    mail_taken: {
      title: 'Diese Adresse hat schon ein Konto.',
      detail: 'Wählen Sie eine andere Adresse.',
    },
    foreign_origin: {
      title: 'Die Anfrage kam von einer fremden Seite.',
      detail: 'Öffnen Sie das Dashboard und führen Sie die Aktion dort aus.',
    },
    link_invalid: {
      title: 'Dieser Link gilt nicht mehr.',
      detail: 'Er wurde schon benutzt oder ist abgelaufen. Fordern Sie einen neuen Magic Link an.',
    },
    confirmation_needed: {
      title: 'Dieser Link wurde in einem anderen Browser angefordert.',
      detail: 'Bestätigen Sie, dass Sie das waren.',
    },
    code_invalid: {
      title: 'Dieser Code gilt nicht.',
      detail: 'Prüfen Sie die Ziffern. Ein Code gilt für fünf Versuche in dem Browser, der ihn angefordert hat.',
    },
    account_blocked: {
      title: 'Dieses Konto ist gesperrt.',
      detail: '{because}Wenden Sie sich an eine Person mit Administratorrechten.',
    },
    own_deletion_off: {
      title: 'Das eigene Konto kann hier niemand selbst löschen.',
      detail: 'Bitten Sie eine Person mit Administratorrechten darum.',
    },
    fresh_login_needed: {
      title: 'Dafür ist eine neue Anmeldung nötig.',
      detail: 'Melden Sie sich ab und neu an. Danach haben Sie zehn Minuten Zeit dafür.',
    },
    last_admin: {
      title: 'Es muss jemanden mit Administratorrechten geben.',
      detail: 'Geben Sie zuerst einer anderen Person Administratorrechte.',
    },
    last_teacher: {
      title: 'Die Klasse hätte niemanden, der sie leitet.',
      detail: 'Fügen Sie zuerst eine andere Lehrkraft hinzu.',
    },
    role_needed: {
      title: 'Diese Person kann keine Klasse leiten.',
      detail: 'Ein Admin kann ihr dazu die Rolle „Leitung“ geben.',
    },
    class_archived: {
      title: 'Diese Klasse ist archiviert.',
      detail: 'Holen Sie die Klasse zuerst aus dem Archiv.',
    },
    file_unreadable: {
      title: 'Diese Liste lässt sich nicht lesen.',
      detail:
        'Erwartet wird CSV aus Excel, LibreOffice oder einer Schulsoftware: erste Zeile mit Überschriften, darunter „Name“ oder „Vorname“ und „Nachname“, danach mindestens eine Person, höchstens 20 Spalten. Eine Arbeitsmappe (.xlsx) speichern Sie vorher als CSV.',
    },
    too_many_rows: {
      title: 'Die Liste hat zu viele Zeilen.',
      detail: 'Höchstens {most} Personen auf einmal. Teilen Sie die Liste.',
    },
    class_in_use: {
      title: 'Zu dieser Klasse gehören noch Konten.',
      detail: 'Entfernen Sie zuerst die Konten ohne Mailadresse, oder archivieren Sie die Klasse.',
    },
    lesson_open: {
      title: 'Es läuft schon eine Stunde.',
      detail: 'Beenden Sie zuerst diese Stunde, oder verlängern Sie sie.',
    },
    no_lesson: {
      title: 'Es läuft gerade keine Stunde.',
      detail: 'Das geht nur, während eine Stunde der Klasse läuft.',
    },
    not_for_class_accounts: {
      title: 'Mit einem Konto der Klasse geht das nicht.',
      detail: 'Fragen Sie Ihre Lehrkraft.',
    },
    not_class_account: {
      title: 'Anmeldekarten gibt es nur für Konten ohne Mailadresse.',
      detail: 'Wer ein eigenes Konto hat, meldet sich mit der Mailadresse an. Wählen Sie diese Personen ab.',
    },
    card_invalid: {
      title: 'So klappt die Anmeldung nicht.',
      detail:
        'Bitte beide Codes prüfen. Vielleicht gibt es eine neuere Karte, oder die Stunde hat noch nicht begonnen. Die Lehrkraft kann eine neue Karte drucken.',
    },
    card_paused: {
      title: 'Gerade werden zu viele Codes ausprobiert.',
      detail:
        'Bitte einen Moment warten oder den QR-Code der Karte scannen. Die Lehrkraft kann die Eingabe wieder öffnen.',
    },
    join_code_invalid: {
      title: 'Dieser Beitrittscode gilt nicht.',
      detail: 'Bitte den Code prüfen oder die Lehrkraft nach dem aktuellen fragen.',
    },
    class_full: {
      title: 'In dieser Klasse ist kein Platz mehr.',
      detail: 'Die Lehrkraft kann einen Beitrittscode mit mehr Plätzen anlegen.',
    },
    registration_closed: {
      title: 'Hier kann sich niemand selbst registrieren.',
      detail: '{hint}Wer schon ein Konto hat, meldet sich an.',
    },
    mail_not_allowed: {
      title: 'Mit dieser Adresse ist hier keine Registrierung möglich.',
      detail: '{hint}Wer schon ein Konto hat, meldet sich an.',
    },
    setup_code_needed: {
      title: 'Für den ersten Admin braucht es den Einrichtungscode.',
      detail: 'Er steht in der Ausgabe des Starts: docker compose logs spawner',
    },
    setup_code_wrong: {
      title: 'Dieser Einrichtungscode stimmt nicht.',
      detail: 'Es gilt der, den der letzte Start ausgegeben hat: docker compose logs spawner',
    },
    approval_pending: {
      title: 'Ihre Anmeldung wartet auf Freigabe.',
      detail: 'Eine Person mit Administratorrechten entscheidet darüber.',
    },
    approval_refused: {
      title: 'Ihre Anmeldung wurde nicht freigegeben.',
      detail: 'Bei Fragen wenden Sie sich an eine Person mit Administratorrechten.',
    },
    scope_missing: {
      title: 'Dieses API-Token darf das nicht.',
      detail:
        'Erstellen Sie auf der Kontoseite ein Token mit dem passenden Recht. Das Konto selbst verwaltet kein Token.',
    },
    too_many_mails: {
      title: 'Zu viele Mails an diese Adresse.',
      detail: 'Benutzen Sie den zuletzt gesendeten Link oder versuchen Sie es in {minutes} Minuten erneut.',
    },
    too_many_requests: {
      title: 'Zu viele Anfragen.',
      detail: 'Warten Sie eine Minute und versuchen Sie es dann erneut.',
    },
    unknown_type: {
      title: 'Diesen Containertyp gibt es nicht: {type}.',
      detail: 'Verfügbar sind: {types}.',
    },
    superseded: {
      title: 'Inzwischen wurde etwas anderes gewünscht.',
      detail: 'Der Container folgt der letzten Aktion. Im Dashboard steht, was er gerade tut.',
    },
    changed_meanwhile: {
      title: 'Das wurde inzwischen geändert.',
      detail: 'Jemand anderes war schneller. Laden Sie den neuen Stand und entscheiden Sie dann noch einmal.',
    },
    setting_locked: {
      title: 'Diese Einstellung ist in .env festgelegt.',
      detail: 'Die Variable {variable} entscheidet. Nehmen Sie sie aus .env, um die Einstellung hier zu ändern.',
    },
    nothing_selected: {
      title: 'Es ist nichts ausgewählt.',
      detail: 'Wählen Sie mindestens einen Eintrag aus und versuchen Sie es erneut.',
    },
    image_missing: {
      title: 'Das Image {image} ist nicht vorhanden.',
      detail: 'Es konnte auch nicht geladen werden. Prüfen Sie den Namen des Images und die Verbindung zur Registry.',
    },
    image_pull_failed: {
      title: 'Das Image {image} ließ sich nicht laden.',
      detail:
        'Die Antwort: {reason}. Prüfen Sie den Namen des Images, die Verbindung zur Registry und die Anmeldung (docker login).',
    },
    buildkit_missing: {
      title: 'Das Image {image} ließ sich nicht bauen: Sein Dockerfile braucht BuildKit.',
      detail:
        'Diese Docker Engine kann damit nicht bauen ({reason}). Aktualisieren Sie sie, oder ändern Sie das Dockerfile.',
    },
    image_build_failed: {
      title: 'Das Image {image} ließ sich nicht bauen.',
      detail: 'Die letzten Zeilen des Protokolls zeigen, woran es lag. Danach erneut versuchen.',
    },
    image_stalled: {
      title: 'Das Image {image} kommt nicht voran.',
      detail:
        '{seconds} Sekunden lang gab es keinen Fortschritt. Prüfen Sie die Verbindung zur Registry; dann erneut versuchen.',
    },
    image_unsafe: {
      title: 'Das Image {image} darf nicht gestartet werden.',
      detail: 'Es bringt {reason} mit. Die Administration kann das Image ändern; docs/security.md sagt, wie.',
    },
    container_outdated: {
      title: 'Dieser Container wurde für eine ältere Einstellung erstellt und ist so nicht mehr erreichbar.',
      detail: '„Neu erstellen“ behebt das. Was er in seinen Ordnern aufbewahrt, bleibt erhalten.',
    },
    not_permitted_here: {
      title: 'Diese Vorlage braucht mehr, als hier erlaubt ist.',
      detail: 'Die Administration kann es erlauben. Dazu in .env eintragen und Spawner neu starten:\n{lines}',
    },
    container_exited: {
      title: 'Der Container hat sich beendet (Code {exitCode}).',
      detail: 'Die letzten Zeilen seines Protokolls zeigen den Grund. Danach erneut versuchen.',
    },
    container_killed: {
      title: 'Der Container wurde abgebrochen (Code 137).',
      detail:
        'Wahrscheinlich braucht er mehr als seine {memory} MiB Arbeitsspeicher. Verkleinern Sie die Anwendung oder erhöhen Sie "memory" in template.json oder DEFAULT_MEMORY_LIMIT.',
    },
    out_of_memory: {
      title: 'Dem Container ging der Arbeitsspeicher aus.',
      detail:
        'Er braucht mehr als {memory} MiB. Verkleinern Sie die Anwendung oder erhöhen Sie "memory" in template.json oder DEFAULT_MEMORY_LIMIT.',
    },
    not_listening: {
      title: 'Der Service antwortet nicht auf Port {port}.',
      detail:
        'Nach {seconds} Sekunden hört dort niemand zu. Sein Protokoll zeigt, was er stattdessen tut. Braucht er länger, hilft "ready": { "seconds" } in template.json.',
    },
    not_ready: {
      title: 'Der Service ist nach {seconds} Sekunden nicht bereit.',
      detail:
        'GET {path} ergab zuletzt: {answer}. Braucht er länger, hilft "ready": { "seconds" } in template.json; antwortet ein anderer Pfad zuerst, "ready": { "path" }.',
    },
    unhealthy: {
      title: 'Der HEALTHCHECK des Images schlägt fehl.',
      detail:
        'Nach {seconds} Sekunden war er nicht erfolgreich, zuletzt: {output}. Braucht der Service länger, hilft "ready": { "seconds" } in template.json.',
    },
    not_routed: {
      title: 'Der Service läuft, ist aber von außen nicht erreichbar.',
      detail:
        'Das Gateway kennt seine Adresse nach {seconds} Sekunden noch nicht. Läuft Traefik, und stimmt TRAEFIK_NETWORK?',
    },
    service_unavailable: {
      title: 'Der Service antwortet gerade nicht.',
      detail: 'Warten Sie einen Moment und laden Sie die Seite neu, oder starten Sie ihn im Dashboard neu.',
    },
    service_asleep: {
      title: 'Der Service ruht, weil ihn länger niemand benutzt hat.',
      detail: 'Öffnen Sie seine Seite neu, dann ist er gleich wieder da. Abfragen im Hintergrund wecken ihn nicht.',
    },
    service_starting: {
      title: 'Der Service wird noch gestartet.',
      detail: 'Versuchen Sie es in ein paar Sekunden erneut. Im Dashboard steht, was er gerade tut.',
    },
    no_container: {
      title: 'Es gibt noch keinen Container dieser Art.',
      detail: 'Erstellen Sie ihn zuerst im Dashboard.',
    },
    files_not_accepted: {
      title: 'Diese Vorlage nimmt keine Dateien an.',
      detail: 'Hochladen lässt sich nur, wo template.json mit „upload“ einen Ordner dafür nennt.',
    },
    file_too_large: {
      title: 'Die Datei ist zu groß.',
      detail: 'Höchstens {megabytes} MiB je Datei.',
    },
    archive_invalid: {
      title: 'Das ist keine lesbare ZIP-Datei.',
      detail: 'Erstellen Sie das Archiv neu, als ZIP und ohne Passwort.',
    },
    archive_too_large: {
      title: 'Das Archiv enthält zu viel.',
      detail: 'Höchstens {entries} Dateien und Ordner mit zusammen {megabytes} MiB. Teilen Sie es auf.',
    },
    archive_unsafe: {
      title: 'Das Archiv enthält etwas, das nicht ausgeteilt wird: {entry}',
      detail: '{because} Nehmen Sie es heraus und laden Sie das Archiv noch einmal hoch.',
    },
    no_upload_folder: {
      title: 'Diese Vorlage hat keinen Ordner dafür.',
      detail:
        'Wählen Sie eine andere Vorlage, oder bitten Sie die Administration, ihr einen Ordner für Dateien zu geben.',
    },
    folder_in_the_way: {
      title: 'Eine Datei ist im Weg.',
      detail:
        'Im Container liegt eine Datei, die wie der Ordner heißt. Benennen Sie sie um und versuchen Sie es erneut.',
    },
    files_dir_full: {
      title: 'Für Material und Sammlungen ist kein Platz mehr.',
      detail: 'Löschen Sie alte Sammlungen oder Materialien, oder wenden Sie sich an die Administration.',
    },
    material_waits: {
      title: 'Kommt mit dem nächsten Start.',
      detail: 'Das Material liegt bereit, bis der Container das nächste Mal startet.',
    },
    nothing_to_collect: {
      title: 'Es gibt nichts einzusammeln.',
      detail: 'In diesem Ordner liegt noch bei niemandem etwas.',
    },
    collection_incomplete: {
      title: 'Nicht alle Dateien passten in die Sammlung.',
      detail:
        'Was fehlt, steht in ihrem Inhaltsverzeichnis; gelöscht wurde nichts. Sammeln Sie einen kleineren Ordner oder weniger Personen auf einmal ein, oder setzen Sie ohne Einsammeln zurück.',
    },
    collection_gone: {
      title: 'Diese Sammlung gibt es nicht mehr.',
      detail: 'Sammlungen werden nach 14 Tagen gelöscht. Sammeln Sie noch einmal ein.',
    },
    name_taken: {
      title: 'Ein fremder Container trägt schon den Namen {name}.',
      detail: 'Er gehört nicht zu Spawner und bleibt unberührt. Benennen Sie ihn um oder entfernen Sie ihn.',
    },
    no_address_left: {
      title: 'Im Netzwerk ist keine Adresse mehr frei.',
      detail: 'Entfernen Sie unbenutzte Docker-Netzwerke oder erweitern Sie den Adressbereich der Docker Engine.',
    },
    subnet_taken: {
      title: 'Der Adressbereich von DOCKER_SUBNET ist schon vergeben.',
      detail: 'Wählen Sie einen anderen Bereich oder lassen Sie DOCKER_SUBNET leer, dann wählt Docker selbst.',
    },
    disk_full: {
      title: 'Der Datenträger ist voll.',
      detail: 'Schaffen Sie Platz, zum Beispiel mit docker system prune, und versuchen Sie es erneut.',
    },
    limit_reached: {
      title: 'Mehr geht für Sie gerade nicht.',
      detail: 'Stoppen Sie einen anderen Container und versuchen Sie es erneut.',
    },
    no_room: {
      title: 'Der Server ist voll.',
      detail: 'In {minutes} Minuten wurde kein Platz frei. Versuchen Sie es später erneut.',
    },
    last_machine: {
      title: 'Keine andere Maschine ist bereit.',
      detail: 'Alles würde anhalten. Nehmen Sie erst eine andere Maschine wieder in Betrieb, dann räumen Sie diese.',
    },
    machine_away: {
      title: 'Die Maschine {machine} mit Ihren Dateien ist nicht erreichbar.',
      detail:
        'Ihre Dateien bleiben dort. Öffnen Sie den Service wieder, sobald die Maschine läuft, oder fragen Sie, wer Spawner betreibt.',
    },
    layer_full: {
      title: 'Gestoppt: Der Container hat außerhalb der Ordner, die bleiben, zu viel gespeichert.',
      detail:
        'Dort liegen {used} MiB, erlaubt sind {limit} MiB. „Neu erstellen“ löscht, was dort liegt, und behält diese Ordner. Oder starten Sie ihn und löschen Sie selbst: Nach einigen Minuten wird wieder gemessen.',
    },
    storage_full: {
      title: 'Ihr Speicher ist voll.',
      detail:
        'Ihre Dateien belegen {used} MiB, erlaubt sind {limit} MiB. Löschen Sie in einem Ihrer Container Dateien, die Sie nicht mehr brauchen, und versuchen Sie es dann erneut.',
    },
    runtime_unreachable: {
      title: 'Die Docker Engine antwortet nicht.',
      detail: 'Laufende Services laufen weiter. Prüfen Sie, ob Docker läuft, und versuchen Sie es erneut.',
    },
    runtime_failed: {
      title: 'Der Container konnte nicht gestartet werden.',
      detail: 'Die Docker Engine meldet: {reason}',
    },
    database_unavailable: {
      title: 'Die Datenbank antwortet nicht.',
      detail: 'Laufende Services laufen weiter. Versuchen Sie es in einer Minute erneut.',
    },
    shutting_down: {
      title: 'Spawner wird gerade neu gestartet.',
      detail: 'Versuchen Sie es in einer Minute erneut.',
    },
    internal_error: {
      title: 'Das hätte nicht passieren dürfen.',
      detail: 'Der Fehler ist unter der Nummer {requestId} protokolliert. Versuchen Sie es erneut.',
    },
  },
  answers: {
    container_ready: 'Container bereit',
    container_stopped: 'Container gestoppt',
    container_removed: 'Container entfernt',
    file_stored: 'Datei gespeichert',
    mail_on_its_way: 'Wenn die Adresse stimmt, ist ein Magic Link unterwegs.',
    logged_out: 'Abgemeldet',
    logged_out_everywhere: 'Überall abgemeldet',
    session_ended: 'Sitzung beendet',
    link_refused: 'Der Link gilt nicht mehr',
    token_revoked: 'Token widerrufen',
    share_ended: 'Link beendet',
    visit_dismissed: 'Zur Kenntnis genommen',
    account_deleted: 'Konto gelöscht',
    login_link_sent: 'Der Anmeldelink ist unterwegs.',
    approval_granted: 'Freigegeben',
    approval_refused: 'Abgelehnt',
    invitation_sent: 'Einladung unterwegs',
    invitation_revoked: 'Einladung zurückgezogen',
    limit_rule_deleted: 'Grenze gelöscht',
    class_deleted: 'Die Klasse ist gelöscht.',
    material_deleted: 'Material gelöscht. Wer es hat, behält es.',
    collection_deleted: 'Sammlung gelöscht',
    class_left: 'Sie haben die Klasse verlassen.',
    cards_reopened: 'Codes können wieder eingetippt werden.',
    card_revoked: 'Die Anmeldekarte gilt nicht mehr.',
    join_code_ended: 'Der Beitrittscode gilt nicht mehr.',
    message_withdrawn: 'Die Nachricht ist zurückgezogen.',
    message_seen: 'Die Nachricht ist weggelegt.',
    help_done: 'Der Hilferuf ist erledigt.',
    help_withdrawn: 'Sie rufen keine Hilfe mehr.',
    member_removed: 'Die Person ist nicht mehr in der Klasse.',
  },
  limitReached: {
    running: {
      title: 'Sie können nicht noch einen Container starten (höchstens {value} gleichzeitig).',
      detail: 'Grenze {rule}. Es zählen: {holding}. Stoppen Sie einen davon, dann lässt sich dieser starten.',
    },
    cards: {
      title: 'Sie können nicht noch einen Container erstellen (höchstens {value}).',
      detail: 'Grenze {rule}. Es gibt: {holding}. Entfernen Sie einen davon, dann lässt sich dieser erstellen.',
    },
    memory: {
      title: 'Ihr Arbeitsspeicher reicht nicht (höchstens {value} GiB).',
      detail: 'Grenze {rule}. Es zählen: {holding}. Stoppen Sie einen davon, dann lässt sich dieser starten.',
    },
    cpu: {
      title: 'Ihre Prozessorkerne reichen nicht (höchstens {value}).',
      detail: 'Grenze {rule}. Es zählen: {holding}. Stoppen Sie einen davon, dann lässt sich dieser starten.',
    },
    storage: {
      title: 'Ihr Speicherplatz ist voll (höchstens {value} GiB).',
      detail: 'Grenze {rule}. Löschen Sie Dateien, die Sie nicht mehr brauchen.',
    },
  },
  limitRules: {
    everyone: 'für alle',
    role: 'für die Rolle „{role}“',
    user: 'für Sie persönlich',
  },
  archiveUnsafe: {
    bad_path: 'Der Name führt aus dem Ordner heraus, ist länger als 200 Bytes oder enthält unzulässige Zeichen.',
    link: 'Verknüpfungen und Geräte werden nicht ausgeteilt.',
    encrypted: 'Die Datei ist mit einem Passwort geschützt.',
    unreadable: 'Die Datei ist beschädigt.',
    duplicate: 'Der Name kommt zweimal vor.',
  },
  collection: {
    contents: '_Inhalt',
    columns: ['Name', 'Kürzel', 'Dateien', 'Bytes', 'Letzte Änderung', 'SHA-256', 'Nicht dabei'],
    leftOut: {
      link: 'Verknüpfung',
      device: 'keine Datei',
      too_much: 'zu groß',
      too_many: 'zu viele Dateien',
      made_by_tools: 'von Werkzeugen erzeugt',
      more: 'weitere, hier nicht genannt',
    },
    notCollected: 'nicht eingesammelt',
  },
  notStored: {
    bad_path: 'Name oder Pfad ist nicht erlaubt',
    link: 'Verknüpfungen werden nicht entpackt',
    encrypted: 'ist mit einem Passwort geschützt',
    unreadable: 'ist beschädigt oder auf unbekannte Weise gepackt',
    too_large: 'ist zu groß: höchstens {megabytes} MiB je Datei',
    duplicate: 'kommt zweimal vor',
    in_the_way: 'An dieser Stelle liegt ein Ordner oder eine Datei gleichen Namens',
  },
  invalidFields: {
    email: 'ist keine gültige Mailadresse',
    address: {
      malformed: 'ist keine gültige Mailadresse',
      too_long: 'ist zu lang: höchstens 64 Zeichen vor dem @ und 254 insgesamt',
      not_ascii: 'hat vor dem @ Umlaute oder andere Zeichen, die nicht jeder Mailserver zustellt',
      quoted: 'steht vor dem @ in Anführungszeichen; solche Adressen werden nicht angenommen',
    },
    pattern: {
      no_at: 'Zeichen {place}: hier fehlt das @',
      name: 'Zeichen {place}: so beginnt keine Mailadresse',
      star_in_domain: 'Zeichen {place}: ein * hinter dem @ gibt es nur als @*.domain',
      domain: 'Zeichen {place}: das ist keine Domain',
    },
    token: 'ist kein gültiger Link',
    code: 'hat nicht sechs Ziffern',
    unknown: 'ist hier nicht vorgesehen',
    other: 'hat nicht die erwartete Form',
  },
  mail: {
    greeting: 'Guten Tag,',
    login: {
      subject: 'Ihr Magic Link für Spawner',
      intro: 'mit diesem Link melden Sie sich bei Spawner an:',
      button: 'Bei Spawner anmelden',
    },
    no_account: {
      subject: 'Noch kein Konto bei Spawner',
      intro:
        'Sie wollten sich bei Spawner anmelden. Zu dieser Adresse gibt es noch kein Konto. Mit diesem Link legen Sie eines an und melden sich an:',
      button: 'Konto anlegen und anmelden',
    },
    blocked: {
      subject: 'Ihr Konto bei Spawner ist gesperrt',
      intro:
        'Sie wollten sich bei Spawner anmelden. Ihr Konto ist gesperrt. {because}Wenden Sie sich an eine Person mit Administratorrechten.',
    },
    not_allowed: {
      subject: 'Kein Konto bei Spawner',
      intro:
        'Sie wollten sich bei Spawner anmelden. Zu dieser Adresse gibt es kein Konto, und mit ihr ist keine Registrierung möglich. Haben Sie ein Konto mit einer anderen Adresse? Dann melden Sie sich mit ihr an.',
    },
    test: {
      subject: 'Spawner: Probe',
      intro: 'diese Mail hat npm run doctor gesendet. Sie ist angekommen: Der Mailserver ist richtig eingestellt.',
    },
    code: 'Oder geben Sie dort, wo Sie ihn angefordert haben, diesen Code ein:',
    expiry: 'Der Link gilt {minutes} Minuten und nur einmal.',
    ignore: 'Sie haben das nicht angefordert? Dann können Sie diese Mail ignorieren.',
    plain_link_hint: 'Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in den Browser:',
  },
  pages: {
    to_dashboard: 'Zum Dashboard',
    waking: {
      title: 'Der Service wacht gerade auf',
      advice: 'Er hat geruht. Diese Seite öffnet ihn, sobald er wieder da ist, meist in ein paar Sekunden.',
    },
    share: {
      title: 'Der geteilte Service wird geöffnet',
      advice: 'Jemand hat Ihnen einen Link zu seinem Service gegeben. Er öffnet sich gleich.',
      noscript: 'Um den geteilten Service zu öffnen, braucht diese Seite JavaScript.',
      incomplete: {
        title: 'Dieser Link ist unvollständig.',
        advice: 'Öffnen Sie ihn noch einmal ganz, bis zum letzten Zeichen.',
      },
      unreachable: {
        title: 'Der Service ist gerade nicht zu erreichen.',
        advice: 'Prüfen Sie die Verbindung und laden Sie diese Seite neu.',
      },
    },
  },
  approvalMail: {
    waiting: {
      subject: 'Spawner: {count} warten auf Freigabe',
      intro: 'Bei Spawner warten Registrierungen auf Ihre Freigabe: {count}. Sie entscheiden darüber hier: {link}',
    },
    granted: {
      subject: 'Ihre Anmeldung bei Spawner ist freigegeben',
      intro: 'Ihre Anmeldung bei Spawner ist freigegeben: {link}',
    },
    refused: {
      subject: 'Ihre Anmeldung bei Spawner',
      intro: 'Ihre Anmeldung bei Spawner wurde nicht freigegeben. Ihr Konto wird in 30 Tagen gelöscht.',
    },
    reason: 'Begründung: {reason}',
  },
  addressMail: {
    subject: 'Ihr Konto bei Spawner hat eine neue Mailadresse',
    intro:
      'Eine Person mit Administratorrechten hat Ihrem Konto bei Spawner eine andere Mailadresse gegeben. Mit dieser Adresse können Sie sich nicht mehr anmelden.',
    advice: 'Sie wissen nichts davon? Dann wenden Sie sich an die Person, die Spawner bei Ihnen betreibt.',
  },
  invitationMail: {
    subject: 'Einladung zu Spawner',
    intro: '{by} lädt Sie zu Spawner ein. Mit diesem Link legen Sie Ihr Konto an und melden sich an:',
    intro_class:
      '{by} lädt Sie in „{into}“ ein. Mit diesem Link treten Sie bei und melden sich an; haben Sie noch kein Konto, entsteht es dabei:',
    intro_unknown: 'Sie sind zu Spawner eingeladen. Mit diesem Link legen Sie Ihr Konto an und melden sich an:',
    button: 'Einladung ansehen',
    expiry: 'Der Link gilt bis {until} (UTC) und nur einmal.',
    ignore: 'Sie kennen den Absender nicht? Dann können Sie diese Mail ignorieren.',
  },
  visitMail: {
    subject: 'Ihr Service wurde geöffnet',
    greeting: 'Guten Tag,',
    intro:
      '{by} hat mit Administratorrechten Ihren Service {service} geöffnet ({time} UTC). Der Zugang gilt eine Stunde.',
    intro_teacher:
      '{by} hat als Lehrkraft der Klasse {class} Ihren Service {service} geöffnet ({time} UTC). Der Zugang gilt eine Stunde.',
    reason: 'Grund: {reason}',
    advice: 'Der Besuch ist protokolliert. Wenn Sie Fragen dazu haben, wenden Sie sich an diese Person.',
  },
};
