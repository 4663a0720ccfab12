/** Writing a message: the field, its files, what waits to be sent, and how this chat is to be answered. */
import { words } from "./language";
import { number, plural } from "./numbers";

const english = {
  message: "Message",
  write: "Write a message",
  writeNext: "Write the next message",
  writeWhatComesAfter: "Answer above, or write what comes next",
  sentWithFiles: "This is sent as soon as the files are in.",
  sentAfterWaiting: "This is sent after the answer that waits for you.",
  sendsAfterOrInto: ({ after, into }: { after: string; into: string }) =>
    `${after} sends it after this answer, ${into} into it. Esc stops the answer.`,
  attachFiles: "Attach files",
  folderNote: "The files that an answer may read, and where commands run",
  folderChange: ({ folder }: { folder: string }) => `Folder ${folder}. Change it`,
  chooseFolder: "Choose a folder",
  pastedText: "Pasted text",
  pasted: ({ day, time }: { day: string; time: string }) => `Pasted ${day} ${time}`,

  sendNow: "Send now",
  sendNowInto: "Send now, into this answer",
  sendInto: "Send into this answer",
  sendIntoKeys: ({ keys }: { keys: string }) => `Send into this answer (${keys})`,
  sendAfter: "Send after",
  sendAfterThis: "Send after this answer",
  sendAfterKeys: ({ keys }: { keys: string }) => `Send after this answer (${keys})`,
  sendKeys: ({ keys }: { keys: string }) => `Send (${keys})`,
  stopping: "Stopping",
  stopAnswer: "Stop the answer",
  stopKey: "Stop (Esc)",

  filesToSend: "Files to send",
  adding: ({ name }: { name: string }) => `Adding ${name}`,
  tryNameAgain: ({ name }: { name: string }) => `Try ${name} again`,
  unsent: ({ why }: { why: string }) => `${why} Your text is still here.`,
  notSentIn: ({ chat, why }: { chat: string; why: string }) =>
    `Your message in “${chat}” was not sent. ${why}`,
  tooLong: ({ length, most }: { length: number; most: number }) =>
    `This message has ${number(length)} characters; ${number(most)} can be sent. Attach the rest as a file.`,
  youPasted: ({ length }: { length: number }) => `You pasted ${number(length)} characters.`,
  attachAsFile: "Attach as a file",
  leaveAsText: "Leave it as text",
  pastedIsFile: ({ length }: { length: number }) =>
    `You pasted ${number(length)} characters, which are attached as a file.`,
  putIntoMessage: "Put them into the message",
  leaveAsFile: "Leave it as a file",
  typeImage: "image",
  typeText: "Text",
  typeFile: "File",
  seesNoImage: ({ model }: { model: string }) =>
    `As far as Runnel knows, ${model} cannot see images: it will only be told this one's name.`,
  seesNoImages: ({ model }: { model: string }) =>
    `As far as Runnel knows, ${model} cannot see images: it will only be told their names.`,
  isOther: ({ count }: { count: number }) =>
    plural(count, {
      one: "One file is neither text, PDF nor image: the model will only be told its name.",
      other: `${number(count)} files are neither text, PDF nor image: the model will only be told their names.`,
    }),
  leftOut: ({ most, left, chosen }: { most: number; left: number; chosen: number }) =>
    `${number(most)} files can go with a message. ${number(left)} of the ${number(chosen)} chosen ones were left out.`,
  tooLarge: "It is larger than 20 MB, which is the most for one file.",
  isFolder: ({ name }: { name: string }) =>
    `“${name}” is a folder, which cannot be attached. Choose it as this chat's folder, and answers can read what is in it.`,
  areFolders:
    "Folders cannot be attached. Choose one as this chat's folder, and answers can read what is in it.",
  notOfHere: "What was dropped is no file or folder of this computer. Save it here first, and drop that.",

  waitingToBeSent: "Waiting to be sent",
  whyWaiting: ({ count }: { count: number }) =>
    plural(count, {
      one: "This message waits, because the last answer did not finish.",
      other: "These messages wait, because the last answer did not finish.",
    }),
  move: "Move",
  moveKeys: "Drag it, or press the arrow keys, to change the order",
  placeOf: ({ at, of }: { at: number; of: number }) => `Place ${at} of ${of}`,
  theFiles: "the files",
  goesIntoNext: "goes into this answer at its next step",
  ofText: ({ act, text }: { act: string; text: string }) => `${act}: ${text}`,
  textThatWaits: "Text that waits",
  waitsNoMore: "This message does not wait any more.",
  asksNoMore: "The question that this answers is not open any more.",

  editAgain: "Edit and send again",
  textToSendAgain: "Text to send again",
  stopsFirst: "What is being answered stops first.",
  firstStays: "The first version and its answers stay.",

  instructions: "Instructions",
  countOfSettings: ({ count }: { count: number }) =>
    plural(count, { one: "1 setting", other: `${number(count)} settings` }),
  instructionsAndSettings: "Instructions and settings for this chat",
  isSet: ({ what }: { what: string }) => `${what} set for this chat. Change them`,
  settingsHere: "Settings for this chat",
};

export type WritingWords = typeof english;
export const writing = words("writing", english);
