import { Menu, type MenuItemConstructorOptions } from 'electron';

/** Places the menu leads to, as hash routes of the view. */
const places: readonly (readonly [string, string, string])[] = [
  ['Library', '#/library', 'CommandOrControl+1'],
  ['Trends', '#/trends', 'CommandOrControl+2'],
  ['Sync && Settings', '#/settings', 'CommandOrControl+,'],
];

/** The native menu; `go` shows a place. */
export function buildMenu(go: (route: string) => void): Menu {
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'Go',
      submenu: places.map(([label, route, accelerator]) => ({
        label,
        accelerator,
        click: () => go(route),
      })),
    },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ];
  return Menu.buildFromTemplate(template);
}
