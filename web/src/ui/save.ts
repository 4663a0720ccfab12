/** Saves a file that the server makes: the window stays where it is. The server names the file. */
export function save(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}
