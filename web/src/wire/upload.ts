/**
 * Uploads a file with its progress, which `fetch` cannot tell. Part of what calls the server: failures are a
 * `Problem`, and nothing is tried again here.
 */

import { page } from "../words/page";
import { Problem, problemIn } from "./problem";
import type { Attachment } from "./shapes";

export interface Upload {
  readonly done: Promise<Attachment>;
  abort(): void;
}

/** `progress` is the part of the bytes that has gone, 0 to 1. */
export function upload(file: File, name: string, progress: (part: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    const unanswered = (): void => reject(new Problem(page().fileNotTaken, "unreachable", 0));
    request.open("POST", "/api/attachments");
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("x-runnel-name", encodeURIComponent(name.replace(/\p{Surrogate}/gu, "\ufffd")));
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) progress(loaded / total);
    };
    request.onerror = unanswered;
    request.ontimeout = unanswered;
    request.onabort = () => reject(new Problem(page().uploadEnded, "aborted", 0));
    request.onload = () => {
      if (request.status !== 201 && request.status !== 200) {
        reject(problemIn(request.responseText, request.status));
        return;
      }
      try {
        resolve(JSON.parse(request.responseText) as Attachment);
      } catch {
        unanswered();
      }
    };
    request.timeout = TIMEOUT_MS;
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}

/** 20 MB through the loopback take moments; a disk that hangs must not keep a spinner turning for ever. */
const TIMEOUT_MS = 120_000;
