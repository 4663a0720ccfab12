/** Why something is asked, and what would hold it: the reason, what came from outside before it, the sandbox. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Interrupt } from "../domain/conversation";
import { inOwnWords } from "../domain/own-words";
import { allowing } from "../words/allowing";
import { useApp, useSelect } from "./context";
import { Icon } from "./icons";
import { Sentence } from "./sentence";
import { VisibleText } from "./visible";

export function Why({ interrupt }: { interrupt: Interrupt }): JSX.Element | null {
  const { why, untrusted = [], helper } = interrupt.metadata ?? {};
  const unnamed = untrusted.filter((source) => why?.includes(source) !== true);
  const task = helper && (
    <p class="approval-why" dir="auto">
      <Icon name="branch" />
      <span>
        <Sentence says={(says) => allowing().helperAsks({ task: says })}>
          <VisibleText text={helper.task} />
        </Sentence>
      </span>
    </p>
  );
  if (!why && unnamed.length === 0) return task ?? null;
  return (
    <>
      {task}
      <div class={untrusted.length > 0 ? "approval-why outside" : "approval-why"}>
        <Icon name={untrusted.length > 0 ? "globe" : "info"} />
        <div>
          {why && (
            <p>
              <Sentence says={(reason) => allowing().because({ reason })}>
                <VisibleText text={why.split("; ").map(inOwnWords).join("; ")} />
              </Sentence>
            </p>
          )}
          {unnamed.length > 0 && (
            <p>
              <Sentence says={(sources) => allowing().afterOutside({ sources })}>
                <VisibleText text={unnamed.join(", ")} />
              </Sentence>
            </p>
          )}
        </div>
      </div>
    </>
  );
}

/** A chip; what the sandbox does is folded behind it. */
export function Held({ interrupt }: { interrupt: Interrupt }): JSX.Element | null {
  const { commands } = useApp();
  const { sandbox = "", sandboxed } = interrupt.metadata ?? {};
  const state = useSelect((now) => now.sandbox.value);
  const unsaid = sandbox !== "" && sandboxed === undefined;
  useEffect(() => {
    if (unsaid) void commands.loadSandbox(); // an older question: what its sentence means is known from there
  }, [unsaid]);
  if (sandbox === "") return null;
  const works = sandboxed ?? (state === undefined ? null : state.works && state.says === sandbox);
  return (
    <details class={works === false ? "approval-held bare" : "approval-held"}>
      <summary>
        <Icon name={works === false ? "warning" : "shield"} />{" "}
        {works === null ? allowing().sandbox : works ? allowing().inSandbox : allowing().outOfSandbox}
      </summary>
      <p>
        <VisibleText text={inOwnWords(sandbox)} />
      </p>
    </details>
  );
}
