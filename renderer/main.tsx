import '@fontsource-variable/inter';
import './styles/base.css';
import './styles/tokens.css';
import './styles/ui.css';
import './styles/app.css';
import { render } from 'solid-js/web';
import { guardAddress } from './app/address.ts';
import { App } from './app/app.tsx';
import { followCore } from './data/app.ts';

guardAddress();
followCore();
render(() => <App />, document.getElementById('root') as HTMLElement);
