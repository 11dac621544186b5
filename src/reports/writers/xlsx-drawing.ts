/** A picture and where it stands on a sheet. */
export interface PlacedPicture {
  readonly png: Uint8Array;
  /** What it shows, for those who cannot see it. */
  readonly description: string;
  /** The cell of its upper left corner, both counted from 0. */
  readonly column: number;
  readonly row: number;
  /** Size on the sheet in pixels of 1/96 inch. */
  readonly width: number;
  readonly height: number;
}

/** Units of Office drawings in a pixel. */
const EMU = 9525;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const DRAWINGML = 'http://schemas.openxmlformats.org/drawingml/2006';

/** The part of a workbook that places pictures on a sheet (ECMA-376, part 1, 20.5); `rId1` is the first picture. */
export function drawingXml(pictures: readonly PlacedPicture[]): string {
  const anchors = pictures.map((picture, index) => anchor(picture, index + 1)).join('');
  return `${HEAD}<xdr:wsDr xmlns:xdr="${DRAWINGML}/spreadsheetDrawing" xmlns:a="${DRAWINGML}/main">${anchors}</xdr:wsDr>`;
}

function anchor({ description, column, row, width, height }: PlacedPicture, number: number): string {
  const size = `cx="${width * EMU}" cy="${height * EMU}"`;
  const from = `<xdr:from><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>`;
  const named = `<xdr:cNvPr id="${number + 1}" name="Chart ${number}" descr="${attribute(description)}"/>`;
  const filled = `<xdr:blipFill><a:blip xmlns:r="${OFFICE}" r:embed="rId${number}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>`;
  const shape = `<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>`;
  return `<xdr:oneCellAnchor>${from}<xdr:ext ${size}/><xdr:pic><xdr:nvPicPr>${named}<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr>${filled}${shape}</xdr:pic><xdr:clientData/></xdr:oneCellAnchor>`;
}

/** The part of a workbook that says which files another part means: `rId1` is the first. */
export function relationshipsXml(kind: 'image' | 'drawing', targets: readonly string[]): string {
  const each = targets.map(
    (target, index) => `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  );
  return `${HEAD}<Relationships xmlns="${PACKAGE}">${each.join('')}</Relationships>`;
}

/** The list of a workbook's parts and their types, with a drawing of PNG pictures added. */
export function withDrawing(contentTypes: string): string {
  const png = '<Default Extension="png" ContentType="image/png"/>';
  const part = `<Override PartName="/xl/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>`;
  return contentTypes.replace('</Types>', `${png}${part}</Types>`);
}

function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replace(/[\r\n\t]+/gu, ' ');
}
