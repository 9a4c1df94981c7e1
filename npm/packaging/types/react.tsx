import { ParlorChat } from "parlor-chat/react";

export const page = (
  <ParlorChat
    apiUrl="https://t.example/clientweb/api/v2"
    tenantUrl="t.example"
    appId="demo"
    on={{ "message-state": ({ id, state }) => console.log(id, state) }}
    onHandle={(handle) => handle?.open()}
  />
);

// @ts-expect-error: the contact center is missing
export const wrong = <ParlorChat appId="demo" />;
