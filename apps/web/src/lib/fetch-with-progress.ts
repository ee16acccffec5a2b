/** `fetch` that reports how much of the body is sent, which only XMLHttpRequest knows. */
export function fetchWithProgress(
  url: string,
  {
    method = 'GET',
    headers,
    body,
    signal,
  }: Omit<RequestInit, 'headers' | 'body'> & { headers: Record<string, string>; body: Blob },
  onSent: (bytes: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
    request.onerror = () => reject(new TypeError('The request failed'));
    request.onabort = () => reject(new DOMException('The request was given up', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}
