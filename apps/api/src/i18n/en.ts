import type { Texts } from './texts.js';

export const en: Texts = {
  errors: {
    invalid_request: {
      title: 'The request is not valid.',
      detail: 'Check the fields that are named and send it again.',
    },
    body_too_large: {
      title: 'The request is too large.',
      detail: 'Send at most 64 KiB.',
    },
    headers_too_large: {
      title: 'The request has too many headers, or too long ones.',
      detail: 'Delete this site’s cookies in the browser, then try again.',
    },
    address_too_long: {
      title: 'The address is too long.',
      detail: 'Shorten it to 8,192 characters at most.',
    },
    request_timeout: {
      title: 'The request did not arrive in time.',
      detail: 'Check the connection, then try again.',
    },
    unsupported_media_type: {
      title: 'This data format is not accepted.',
      detail: 'Send the body as application/json.',
    },
    not_found: {
      title: 'There is nothing here.',
      detail: 'Check the address. A service can be reached only while it runs: start it on the dashboard.',
    },
    method_not_allowed: {
      title: 'This method does not exist here.',
      detail: '/api/docs says which method this address takes.',
    },
    not_logged_in: {
      title: 'You are not logged in.',
      detail: 'Log in with a magic link and try again.',
    },
    forbidden: {
      title: 'You may not do this.',
      detail: 'Ask an administrator for help.',
    },
    access_denied: {
      title: 'This service is somebody else’s.',
      detail: 'Only the person it belongs to can open it. Open your own on the dashboard, or log in as that person.',
    },
    own_origin_needed: {
      title: 'This service cannot be shown to others here.',
      detail:
        'Its owner can open it. To share it safely, services need addresses of their own: an administrator can set ROUTING=subdomain.',
    },
    visit_unannounced: {
      title: 'This service is somebody else’s.',
      detail: 'An administrator can open it once the visit is announced.',
    },
    labels_outdated: {
      title: 'This container was created under other rules.',
      detail: 'Its owner can recreate it on the dashboard; what it keeps stays.',
    },
    entry_failed: {
      title: 'This way in is no longer good.',
      detail: 'Open the service anew from the dashboard. The browser has to accept cookies.',
    },
    share_ended: {
      title: 'This shared link is no longer valid.',
      detail: 'It has expired or was ended. Ask the person you have it from for a new one.',
    },
    too_many_shares: {
      title: 'There are {most} links to this service already.',
      detail: 'End one that nobody needs any more, then create a new one.',
    },
    own_account: {
      title: 'This cannot be done to your own account.',
      detail: 'Ask another admin to do it.',
    },
    mail_taken: {
      title: 'This address has an account already.',
      detail: 'Choose another address.',
    },
    foreign_origin: {
      title: 'The request came from a foreign page.',
      detail: 'Open the dashboard and do it there.',
    },
    link_invalid: {
      title: 'This link is no longer valid.',
      detail: 'It was used before or has expired. Ask for a new magic link.',
    },
    confirmation_needed: {
      title: 'This link was requested in another browser.',
      detail: 'Confirm that it was you.',
    },
    code_invalid: {
      title: 'This code is not valid.',
      detail: 'Check the digits. A code is good for five tries in the browser that asked for it.',
    },
    account_blocked: {
      title: 'This account is blocked.',
      detail: '{because}Please contact somebody with administrator rights.',
    },
    own_deletion_off: {
      title: 'People cannot delete their own account here.',
      detail: 'Ask somebody with administrator rights to do it.',
    },
    fresh_login_needed: {
      title: 'This needs a new login.',
      detail: 'Log out and log in again. Then you have ten minutes for it.',
    },
    last_admin: {
      title: 'There has to be an administrator.',
      detail: 'Make somebody else an administrator first.',
    },
    last_teacher: {
      title: 'Nobody would lead the class.',
      detail: 'Add another teacher first.',
    },
    role_needed: {
      title: 'This person cannot lead a class.',
      detail: 'An administrator can give them the role manager.',
    },
    class_archived: {
      title: 'This class is archived.',
      detail: 'Take the class out of the archive first.',
    },
    file_unreadable: {
      title: 'This list cannot be read.',
      detail:
        'Expected is CSV from Excel, LibreOffice or school software: a first line with headings, among them “Name” or “First name” and “Last name”, then at least one person, at most 20 columns. Save a workbook (.xlsx) as CSV first.',
    },
    too_many_rows: {
      title: 'The list has too many rows.',
      detail: 'At most {most} people at a time. Split the list.',
    },
    class_in_use: {
      title: 'Accounts still belong to this class.',
      detail: 'Remove the accounts without mail address first, or archive the class.',
    },
    lesson_open: {
      title: 'A lesson is already open.',
      detail: 'End this lesson first, or let it end later.',
    },
    no_lesson: {
      title: 'No lesson is open.',
      detail: 'This is possible only during a lesson of the class.',
    },
    not_for_class_accounts: {
      title: 'An account of a class cannot do this.',
      detail: 'Ask your teacher.',
    },
    not_class_account: {
      title: 'Login cards are only for accounts without a mail address.',
      detail: 'People with an account of their own log in with their mail address. Take them out of the selection.',
    },
    card_invalid: {
      title: 'This does not log you in.',
      detail:
        'Check both codes. There may be a newer card, or the lesson has not begun yet. Your teacher can print a new card.',
    },
    card_paused: {
      title: 'Too many codes are being tried just now.',
      detail: 'Wait a moment, or scan the QR code of the card. Your teacher can open it again.',
    },
    join_code_invalid: {
      title: 'This join code is not good.',
      detail: 'Check the code, or ask your teacher for the present one.',
    },
    class_full: {
      title: 'There is no place left in this class.',
      detail: 'The teacher can make a join code with more places.',
    },
    registration_closed: {
      title: 'People cannot register here by themselves.',
      detail: '{hint}If you have an account, log in.',
    },
    mail_not_allowed: {
      title: 'This address cannot register here.',
      detail: '{hint}If you have an account, log in.',
    },
    setup_code_needed: {
      title: 'The first admin needs the setup code.',
      detail: 'It is in the output of the start: docker compose logs spawner',
    },
    setup_code_wrong: {
      title: 'This setup code is wrong.',
      detail: 'The one that the last start has printed is valid: docker compose logs spawner',
    },
    approval_pending: {
      title: 'Your registration waits for approval.',
      detail: 'Somebody with administrator rights decides on it.',
    },
    approval_refused: {
      title: 'Your registration was not approved.',
      detail: 'If you have questions, contact somebody with administrator rights.',
    },
    scope_missing: {
      title: 'This API token must not do that.',
      detail: 'Create a token with the right scope on the account page. No token manages the account itself.',
    },
    too_many_mails: {
      title: 'Too many mails to this address.',
      detail: 'Use the link that was sent last, or try again in {minutes} minutes.',
    },
    too_many_requests: {
      title: 'Too many requests.',
      detail: 'Wait a minute, then try again.',
    },
    unknown_type: {
      title: 'There is no container type {type}.',
      detail: 'Available: {types}.',
    },
    superseded: {
      title: 'Something else was asked for in the meantime.',
      detail: 'The container follows the last action. The dashboard shows what it is doing.',
    },
    changed_meanwhile: {
      title: 'This was changed in the meantime.',
      detail: 'Somebody else was faster. Load the new state, then decide again.',
    },
    setting_locked: {
      title: 'This setting is set in .env.',
      detail: 'The variable {variable} decides. Remove it from .env to change the setting here.',
    },
    nothing_selected: {
      title: 'Nothing is selected.',
      detail: 'Select at least one entry and try again.',
    },
    image_missing: {
      title: 'The image {image} is not there.',
      detail: 'It could not be pulled either. Check the image’s name and the connection to its registry.',
    },
    image_pull_failed: {
      title: 'The image {image} could not be pulled.',
      detail:
        'The answer: {reason}. Check the image’s name, the connection to its registry and the login (docker login).',
    },
    buildkit_missing: {
      title: 'The image {image} could not be built: its Dockerfile needs BuildKit.',
      detail: 'This Docker Engine cannot build with it ({reason}). Update the engine, or change the Dockerfile.',
    },
    image_build_failed: {
      title: 'The image {image} could not be built.',
      detail: 'The last lines of the log show why. Then try again.',
    },
    image_stalled: {
      title: 'The image {image} makes no progress.',
      detail: 'Nothing has moved for {seconds} seconds. Check the connection to the registry, then try again.',
    },
    image_unsafe: {
      title: 'The image {image} must not be started.',
      detail: 'It brings {reason}. An administrator can change the image; docs/security.md says how.',
    },
    container_outdated: {
      title: 'This container was created for older settings and cannot be reached with them any more.',
      detail: '“Recreate” solves this. The files in its folders are kept.',
    },
    not_permitted_here: {
      title: 'This template needs more than is permitted here.',
      detail: 'An administrator can permit it. To do so, add to .env and restart Spawner:\n{lines}',
    },
    container_exited: {
      title: 'The container ended (code {exitCode}).',
      detail: 'The last lines of its log show why. Then try again.',
    },
    container_killed: {
      title: 'The container was killed (code 137).',
      detail:
        'Most likely it needs more memory than its {memory} MiB. Make the application smaller or raise "memory" in template.json or DEFAULT_MEMORY_LIMIT.',
    },
    out_of_memory: {
      title: 'The container ran out of memory.',
      detail:
        'It needs more than {memory} MiB. Make the application smaller or raise "memory" in template.json or DEFAULT_MEMORY_LIMIT.',
    },
    not_listening: {
      title: 'The service does not answer on port {port}.',
      detail:
        'Nothing listens there after {seconds} seconds. Its log shows what it does instead. If it takes longer, raise "ready": { "seconds" } in template.json.',
    },
    not_ready: {
      title: 'The service is not ready after {seconds} seconds.',
      detail:
        'GET {path} gave at last: {answer}. If it takes longer, raise "ready": { "seconds" } in template.json; if another path answers first, name it in "ready": { "path" }.',
    },
    unhealthy: {
      title: 'The HEALTHCHECK of the image fails.',
      detail:
        'It has not passed within {seconds} seconds, at last: {output}. If the service takes longer, raise "ready": { "seconds" } in template.json.',
    },
    not_routed: {
      title: 'The service runs but cannot be reached from outside.',
      detail:
        'After {seconds} seconds the gateway does not know its address. Is Traefik running, and is TRAEFIK_NETWORK right?',
    },
    service_unavailable: {
      title: 'The service does not answer right now.',
      detail: 'Wait a moment and reload the page, or start it again on the dashboard.',
    },
    service_asleep: {
      title: 'The service rests because nobody has used it for a while.',
      detail: 'Open its page anew and it is back at once. Requests in the background do not wake it.',
    },
    service_starting: {
      title: 'The service is still starting.',
      detail: 'Try again in a few seconds. The dashboard shows what it is doing.',
    },
    no_container: {
      title: 'There is no container of this kind yet.',
      detail: 'Create it on the dashboard first.',
    },
    files_not_accepted: {
      title: 'This template takes no files.',
      detail: 'Uploading needs a folder named by “upload” in its template.json.',
    },
    file_too_large: {
      title: 'The file is too large.',
      detail: 'At most {megabytes} MiB for one file.',
    },
    archive_invalid: {
      title: 'This is not a readable ZIP file.',
      detail: 'Make the archive again, as a ZIP and without a password.',
    },
    archive_too_large: {
      title: 'The archive holds too much.',
      detail: 'At most {entries} files and folders of {megabytes} MiB in all. Split it.',
    },
    archive_unsafe: {
      title: 'The archive holds something that is not handed out: {entry}',
      detail: '{because} Take it out and upload the archive again.',
    },
    no_upload_folder: {
      title: 'This template has no folder for that.',
      detail: 'Choose another template, or ask the administrators to give it a folder for files.',
    },
    folder_in_the_way: {
      title: 'A file is in the way.',
      detail: 'The container holds a file with the name of the folder. Rename it and try again.',
    },
    files_dir_full: {
      title: 'There is no space left for material and collections.',
      detail: 'Delete old collections or material, or ask the administrators.',
    },
    material_waits: {
      title: 'Arrives with the next launch.',
      detail: 'The material waits until the container is launched the next time.',
    },
    nothing_to_collect: {
      title: 'There is nothing to collect.',
      detail: 'Nobody has anything in this folder yet.',
    },
    collection_incomplete: {
      title: 'Not all files fit into the collection.',
      detail:
        'What is missing is in its list of contents; nothing was deleted. Collect a smaller folder or fewer people at once, or reset without collecting.',
    },
    collection_gone: {
      title: 'This collection no longer exists.',
      detail: 'Collections are deleted after 14 days. Collect again.',
    },
    name_taken: {
      title: 'A foreign container already has the name {name}.',
      detail: 'It does not belong to Spawner and is left alone. Rename or remove it.',
    },
    no_address_left: {
      title: 'The network has no address left.',
      detail: 'Remove unused Docker networks or widen the engine’s address pool.',
    },
    subnet_taken: {
      title: 'The address range of DOCKER_SUBNET is already in use.',
      detail: 'Choose another range, or leave DOCKER_SUBNET empty to let Docker choose.',
    },
    disk_full: {
      title: 'The disk is full.',
      detail: 'Make room, for example with docker system prune, and try again.',
    },
    limit_reached: {
      title: 'You cannot have more at the moment.',
      detail: 'Stop another container, then try again.',
    },
    no_room: {
      title: 'The server is full.',
      detail: 'No room became free within {minutes} minutes. Try again later.',
    },
    last_machine: {
      title: 'No other machine is ready.',
      detail: 'Everything would stop. Bring another machine back first, then drain this one.',
    },
    machine_away: {
      title: 'The machine {machine} with your files cannot be reached.',
      detail: 'Your files stay there. Open the service again when the machine runs, or ask who operates Spawner.',
    },
    layer_full: {
      title: 'Stopped: the container has stored too much outside the folders that are kept.',
      detail:
        'It holds {used} MiB there, {limit} MiB are allowed. “Recreate” deletes it and keeps these folders. Or start the container and delete files yourself: it is measured again after some minutes.',
    },
    storage_full: {
      title: 'Your storage is full.',
      detail:
        'Your files take {used} MiB, {limit} MiB are allowed. Delete files that you no longer need in one of your containers, then try again.',
    },
    runtime_unreachable: {
      title: 'The Docker Engine does not answer.',
      detail: 'Running services keep running. Check that Docker is up, then try again.',
    },
    runtime_failed: {
      title: 'The container could not be started.',
      detail: 'The Docker Engine says: {reason}',
    },
    database_unavailable: {
      title: 'The database does not answer.',
      detail: 'Running services keep running. Try again in a minute.',
    },
    shutting_down: {
      title: 'Spawner is restarting.',
      detail: 'Try again in a minute.',
    },
    internal_error: {
      title: 'This should not have happened.',
      detail: 'The error is logged under {requestId}. Try again.',
    },
  },
  answers: {
    container_ready: 'Container ready',
    container_stopped: 'Container stopped',
    container_removed: 'Container removed',
    file_stored: 'File stored',
    mail_on_its_way: 'If the address is right, a magic link is on its way.',
    logged_out: 'Logged out',
    logged_out_everywhere: 'Logged out everywhere',
    session_ended: 'Session ended',
    link_refused: 'The link is no longer valid',
    token_revoked: 'Token revoked',
    share_ended: 'Link ended',
    account_deleted: 'Account deleted',
    visit_dismissed: 'Noted',
    login_link_sent: 'The login link is on its way.',
    approval_granted: 'Approved',
    approval_refused: 'Refused',
    invitation_sent: 'Invitation on its way',
    invitation_revoked: 'Invitation revoked',
    limit_rule_deleted: 'Limit deleted',
    class_deleted: 'The class is deleted.',
    material_deleted: 'Material deleted. Those who have it keep it.',
    collection_deleted: 'Collection deleted',
    cards_reopened: 'The codes can be typed again.',
    card_revoked: 'The login card is no longer good.',
    join_code_ended: 'The join code is no longer good.',
    class_left: 'You have left the class.',
    message_withdrawn: 'The message is withdrawn.',
    message_seen: 'The message is put away.',
    help_done: 'The call for help is done.',
    help_withdrawn: 'You no longer call for help.',
    member_removed: 'The person is no longer in the class.',
  },
  limitReached: {
    running: {
      title: 'You cannot start another container (at most {value} at a time).',
      detail: 'Limit {rule}. These count: {holding}. Stop one of them to start this one.',
    },
    cards: {
      title: 'You cannot create another container (at most {value}).',
      detail: 'Limit {rule}. There are: {holding}. Remove one of them to create this one.',
    },
    memory: {
      title: 'Your memory is used up (at most {value} GiB).',
      detail: 'Limit {rule}. These count: {holding}. Stop one of them to start this one.',
    },
    cpu: {
      title: 'Your CPU cores are used up (at most {value}).',
      detail: 'Limit {rule}. These count: {holding}. Stop one of them to start this one.',
    },
    storage: {
      title: 'Your storage is full (at most {value} GiB).',
      detail: 'Limit {rule}. Delete files that you no longer need.',
    },
  },
  limitRules: {
    everyone: 'for everyone',
    role: 'for the role “{role}”',
    user: 'for you personally',
  },
  archiveUnsafe: {
    bad_path: 'Its name leads out of the folder, is longer than 200 bytes, or has characters that are not allowed.',
    link: 'Links and devices are not handed out.',
    encrypted: 'The file is protected by a password.',
    unreadable: 'The file is damaged.',
    duplicate: 'The name comes twice.',
  },
  collection: {
    contents: '_Contents',
    columns: ['Name', 'Slug', 'Files', 'Bytes', 'Last change', 'SHA-256', 'Left out'],
    leftOut: {
      link: 'link',
      device: 'not a file',
      too_much: 'too large',
      too_many: 'too many files',
      made_by_tools: 'made by tools',
      more: 'more, not named here',
    },
    notCollected: 'not collected',
  },
  notStored: {
    bad_path: 'its name or path is not allowed',
    link: 'links are not unpacked',
    encrypted: 'is protected by a password',
    unreadable: 'is damaged or packed in an unknown way',
    too_large: 'is too large: at most {megabytes} MiB for one file',
    duplicate: 'is there twice',
    in_the_way: 'a folder or file of the same name is in the way',
  },
  invalidFields: {
    email: 'is not a valid mail address',
    address: {
      malformed: 'is not a valid mail address',
      too_long: 'is too long: at most 64 characters before the @ and 254 in all',
      not_ascii: 'has characters before the @ that not every mail server delivers',
      quoted: 'has quotation marks before the @; such addresses are not accepted',
    },
    pattern: {
      no_at: 'character {place}: the @ is missing',
      name: 'character {place}: no mail address begins like this',
      star_in_domain: 'character {place}: after the @, a * is allowed only as @*.domain',
      domain: 'character {place}: this is not a domain',
    },
    token: 'is not a valid link',
    code: 'does not have six digits',
    unknown: 'does not belong here',
    other: 'does not have the expected form',
  },
  mail: {
    greeting: 'Hello,',
    login: {
      subject: 'Your magic link for Spawner',
      intro: 'this link logs you in to Spawner:',
      button: 'Log in to Spawner',
    },
    no_account: {
      subject: 'No Spawner account yet',
      intro:
        'You wanted to log in to Spawner. There is no account for this address yet. This link creates one and logs you in:',
      button: 'Create the account and log in',
    },
    blocked: {
      subject: 'Your Spawner account is blocked',
      intro:
        'You wanted to log in to Spawner. Your account is blocked. {because}Ask a person with administrator rights.',
    },
    not_allowed: {
      subject: 'No account at Spawner',
      intro:
        'You wanted to log in to Spawner. This address has no account, and cannot register. Do you have an account with another address? Then log in with that one.',
    },
    test: {
      subject: 'Spawner: test',
      intro: 'npm run doctor has sent this mail. It has arrived: the mail server is set up correctly.',
    },
    code: 'Or enter this code where you asked for it:',
    expiry: 'The link is good for {minutes} minutes and works once.',
    ignore: 'You did not ask for this? Then you can ignore this mail.',
    plain_link_hint: 'If the button does not work, copy this address into your browser:',
  },
  pages: {
    to_dashboard: 'To the dashboard',
    waking: {
      title: 'The service is waking up',
      advice: 'It was resting. This page opens it as soon as it is back, usually within seconds.',
    },
    share: {
      title: 'Opening the shared service',
      advice: 'Somebody has given you a link to their service. It opens in a moment.',
      noscript: 'To open the shared service this page needs JavaScript.',
      incomplete: {
        title: 'This link is incomplete.',
        advice: 'Open the whole of it once more, up to its last character.',
      },
      unreachable: {
        title: 'The service cannot be reached at the moment.',
        advice: 'Check the connection and reload this page.',
      },
    },
  },
  approvalMail: {
    waiting: {
      subject: 'Spawner: {count} waiting for approval',
      intro: 'Registrations at Spawner wait for your approval: {count}. You decide on them here: {link}',
    },
    granted: {
      subject: 'Your registration at Spawner is approved',
      intro: 'Your registration at Spawner is approved: {link}',
    },
    refused: {
      subject: 'Your registration at Spawner',
      intro: 'Your registration at Spawner was not approved. Your account will be deleted in 30 days.',
    },
    reason: 'Reason: {reason}',
  },
  addressMail: {
    subject: 'Your account at Spawner has another mail address',
    intro: 'An admin has given your account at Spawner another mail address. You can no longer log in with this one.',
    advice: 'You did not expect this? Then contact the person who runs Spawner for you.',
  },
  invitationMail: {
    subject: 'Invitation to Spawner',
    intro: '{by} invites you to Spawner. With this link you create your account and log in:',
    intro_class:
      '{by} invites you to “{into}”. With this link you join and log in; if you have no account yet, it is created:',
    intro_unknown: 'You are invited to Spawner. With this link you create your account and log in:',
    button: 'See the invitation',
    expiry: 'The link is valid until {until} (UTC), and once.',
    ignore: 'You do not know the sender? Then you can ignore this mail.',
  },
  visitMail: {
    subject: 'Your service was opened',
    greeting: 'Hello,',
    intro: '{by} has opened your service {service} as an administrator ({time} UTC). The access is good for an hour.',
    intro_teacher:
      '{by} has opened your service {service} as a teacher of the class {class} ({time} UTC). The access is good for an hour.',
    reason: 'Reason: {reason}',
    advice: 'The visit is on record. If you have questions about it, ask that person.',
  },
};
