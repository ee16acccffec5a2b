/** What different visitors send. */
export const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html,*/*' };
export const background = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' };
export const program = { 'user-agent': 'curl/8', accept: '*/*' };
