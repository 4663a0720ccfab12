/** What agents may do without asking, and what holds them. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { inOwnWords } from "../../domain/own-words";
import type { Sandbox, Settings } from "../../wire/shapes";
import { allowing } from "../../words/allowing";
import { common } from "../../words/common";
import { modes } from "../../words/modes";
import { useApp } from "../context";
import { Icon } from "../icons";
import { Grants } from "./grants";
import { Problem, Segments, Setting, useChange } from "./setting";

export function Permissions({ settings }: { settings: Settings }): JSX.Element {
  const { change, problem } = useChange();
  return (
    <>
      <Setting id="defaultMode">
        {(ids, fixed) => (
          <>
            <Segments
              name="defaultMode"
              ids={ids}
              value={settings.defaultMode}
              disabled={fixed}
              choices={[
                ["ask", modes().names.ask],
                ["plan", modes().names.plan],
                ["auto", modes().names.auto],
              ]}
              choose={(defaultMode) => change({ defaultMode })}
            />
            <p class="field-note mode-means" role="status">
              <Means mode={settings.defaultMode} />
            </p>
          </>
        )}
      </Setting>
      <Problem text={problem} />
      <Setting id="grants">{() => <Grants />}</Setting>
      <Setting id="sandbox">{() => <SandboxState />}</Setting>
    </>
  );
}

function Means({ mode }: { mode: Settings["defaultMode"] }): JSX.Element {
  const { store } = useApp();
  const bare = store.part("sandbox").value.value?.works === false;
  return <>{mode === "auto" && bare ? modes().autoBare : modes().says[mode]}</>;
}

function SandboxState(): JSX.Element {
  const { store, commands } = useApp();
  const { value, ...loaded } = store.part("sandbox").value;
  useEffect(() => void commands.loadSandbox(), []);
  return (
    <div class="sandbox-state">
      {value ? (
        <Tested sandbox={value} />
      ) : loaded.status === "failed" ? (
        <>
          <Problem text={loaded.detail} />
          <button type="button" class="button small" onClick={() => void commands.loadSandbox()}>
            <Icon name="retry" /> {common().tryAgain}
          </button>
        </>
      ) : (
        <p role="status">{allowing().testing}</p>
      )}
    </div>
  );
}

function Tested({ sandbox }: { sandbox: Sandbox }): JSX.Element {
  const { kind, works, says, checks } = sandbox;
  const named: Readonly<Record<string, string>> = allowing().checks;
  return (
    <>
      <p class={works ? "sandbox-kind works" : "sandbox-kind"}>
        <Icon name={works ? "shield" : "warning"} />
        <strong>{allowing().sandboxKinds[kind] ?? kind}</strong>
        <span class="badge">{works ? allowing().sandboxWorks : allowing().sandboxNot}</span>
      </p>
      <p class="sandbox-says">{inOwnWords(says)}</p>
      {checks.length > 0 && (
        <ul class="sandbox-checks" aria-label={allowing().sandboxTested}>
          {checks.map(({ name, ok }) => (
            <li key={name} class={ok ? "holds" : "fails"}>
              <Icon name={ok ? "check" : "warning"} />
              <span>{named[name] ?? name}</span>
              <span class={ok ? "visually-hidden" : "badge"}>
                {ok ? allowing().holds : allowing().holdsNot}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
