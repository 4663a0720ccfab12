/** Looking for words in the chat on screen, and going to a message of any chat. */
import type { Find, Jump } from "../finding";
import type { Changes } from "../reduce";

export type FindingAction =
  | { type: "find opened"; conversation: string }
  | { type: "find changed"; change: Partial<Omit<Find, "conversation">> }
  | { type: "find closed" }
  | { type: "jump asked"; jump: Jump }
  | { type: "jump made"; jump: Jump };

export const finding: Changes<FindingAction> = {
  // The words of last time are there again, to be used or written over.
  "find opened": (state, { conversation }) => ({
    ...state,
    find: { ...state.find, conversation, open: true, asked: state.find.asked + 1 },
  }),
  "find changed": (state, { change }) => ({ ...state, find: { ...state.find, ...change } }),
  "find closed": (state) => ({ ...state, find: { ...state.find, open: false } }),
  "jump asked": (state, { jump }) => ({ ...state, jump }),
  "jump made": (state, { jump }) => (state.jump === jump ? { ...state, jump: null } : state),
};
