/**
 * The header that has an answer saved as a file of this name, whatever is in the name: no line break or quote of it
 * gets into the header, and names beyond ASCII are given as RFC 6266 has it, with a plain name for those who cannot
 * read that.
 */
export function attachment(name: string): string {
  const oneName = name.replace(/[\p{C}/\\]+/gu, '_');
  const plain = oneName.replace(/[^ -~]|["%]/g, '_');
  if (plain === oneName) return `attachment; filename="${plain}"`;
  const encoded = encodeURIComponent(oneName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
